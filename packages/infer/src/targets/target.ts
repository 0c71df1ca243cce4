// What MCMC samples, whether it came from a model or from a log density of the user's own.
import type { ExchangeableGroup, FoundMode } from "@nutmeg-ppl/model";
import type { DensitySource } from "../chains/densitySource.ts";
import type { BatchedLogDensity, LogDensity } from "../logDensity.ts";

/** A site of which draws are shown: its values in a draw are row-major. */
export interface ShownSite {
  readonly name: string;
  readonly kind: "sample" | "deterministic";
  readonly shape: readonly number[];
}

/** The values of every shown site at a position. The arrays may be overwritten by the next call. */
export type Constrain = (position: Float64Array) => Readonly<Record<string, Float64Array>>;

/** Where a latent site's unconstrained values are in a position. */
export interface SitePlace {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

/** What computes the densities of chains that advance together: compiled code in this thread, or the ops of a backend of tfjs. */
export type Device = "wasm" | "tfjs";

/** Candidate starts. */
export interface Starts {
  /** One for every key. */
  at(key: Uint32Array): Float64Array;
  /** The modes that were found on the way to them; none where none were looked for. */
  readonly modes: readonly FoundMode[];
}

export interface Target {
  readonly dimension: number;
  /** In the order of a position. */
  readonly latents: readonly SitePlace[];
  /** The density in this thread, for starts and for sequential chains. */
  readonly density: LogDensity;
  /** What a worker makes its own density from; undefined when the density cannot leave this thread. */
  readonly source: DensitySource | undefined;
  /**
   * The density at many positions at once.
   * @param chains positions at most
   * @throws UsageError when the device cannot compute it.
   */
  batched(device: Device, chains: number): Promise<BatchedLogDensity>;
  /**
   * Where chains may start.
   * @param key for what the starts of all chains have in common
   */
  starts(key: Uint32Array): Promise<Starts>;
  /** The components that could be renumbered, found when first asked for. */
  groups(): readonly ExchangeableGroup[];
  /** Why a position has no finite density, as text. */
  explain(position: Float64Array): string;
  readonly sites: readonly ShownSite[];
  /** Makes, at its first call, what turns a position into the values of the sites. */
  constrainer(): Promise<Constrain>;
  /** Ends the threads that the density has started. */
  close(): void;
}
