// The contract of progress: what is told while chains run, and who listens.
import type { ChainProgress } from "../chain.ts";

export interface ProgressReporter {
  /** News of one chain. */
  update(chain: number, progress: ChainProgress): void;
  /** Something that concerns the run as a whole: a line. */
  say(text: string): void;
  /** The run is over, well or badly. */
  close(): void;
}

export const silent: ProgressReporter = { update: () => {}, say: () => {}, close: () => {} };
