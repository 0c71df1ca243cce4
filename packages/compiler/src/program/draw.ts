// The contract of the `draw` op: random numbers made on the host by a sampler that is driven by a key.

/** Successive uniform doubles in [0, 1). */
export type Uniform = () => number;

/** Builds a sampler over a stream of uniforms; the sampler maps one set of scalar parameters to one draw. */
export type SamplerFactory = (uniform: Uniform) => (...parameters: number[]) => number;

/** What a draw carries: how to get its own key, and how to turn uniforms into draws. */
export interface DrawAttributes {
  /** Successive fold-ins that lead from the key input to this draw's own key. */
  readonly path: readonly number[];
  readonly sampler: SamplerFactory;
}
