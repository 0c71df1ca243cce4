// What every way of running chains may be told besides the chains.
import type { ChainNews } from "./driveChain.ts";

export interface RunOptions {
  /** Told of each chain about every `interval` milliseconds and at its end, with all its draws in order. */
  readonly onNews: (chain: number, news: ChainNews) => void;
  /** Default 100. */
  readonly interval?: number | undefined;
  /** Ends the run early: chains under way end where they are, those that wait never start. */
  readonly signal?: AbortSignal | undefined;
}
