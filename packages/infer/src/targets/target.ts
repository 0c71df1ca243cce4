// What MCMC samples, whether it came from a model or from a log density of the user's own.
import type { DensitySource } from "../chains/densitySource.ts";
import type { LogDensity } from "../logDensity.ts";

/** The draws of one site over all the draws of a chain, row-major. */
export interface SiteDraws {
  readonly name: string;
  readonly kind: "sample" | "deterministic";
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

export interface Target {
  readonly dimension: number;
  /** The density in this thread, for starts and for sequential chains. */
  readonly density: LogDensity;
  /** What a worker makes its own density from; undefined when the density cannot leave this thread. */
  readonly source: DensitySource | undefined;
  /** A candidate start for a chain. */
  start(key: Uint32Array): Float64Array;
  /** Why a position has no finite density, as text. */
  explain(position: Float64Array): string;
  /** The sites' values at each of `count` positions, one after the other. */
  constrain(positions: Float64Array, count: number): Promise<SiteDraws[]>;
  /** Ends the threads that the density has started. */
  close(): void;
}
