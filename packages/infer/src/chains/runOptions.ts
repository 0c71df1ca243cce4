// What every way of running chains may be told besides the chains.
import type { ChainProgress } from "../chain.ts";

export interface RunOptions {
  /** Told of each chain about every `interval` milliseconds and at its end. */
  readonly onProgress?: ((chain: number, progress: ChainProgress) => void) | undefined;
  /** Default 100. */
  readonly interval?: number | undefined;
  /** Ends the run early: chains under way keep the draws they have, those that wait fail. */
  readonly signal?: AbortSignal | undefined;
}
