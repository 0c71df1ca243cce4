// Runs one chain in slices, so that its thread stays open to messages. The slices do not touch the draws.
import { Chain, type ChainProgress, type ChainResult, type ChainTask } from "../chain.ts";
import type { LogDensity } from "../logDensity.ts";
import { breathe } from "./breathe.ts";

export interface DriveOptions {
  /** Milliseconds between reports. */
  readonly interval: number;
  readonly onProgress: (progress: ChainProgress) => void;
  /** Asked after every slice. */
  readonly stopped: () => boolean;
}

/** The chain's draws, or those made before it was stopped. */
export async function driveChain(
  density: LogDensity,
  task: ChainTask,
  options: DriveOptions,
): Promise<ChainResult> {
  const chain = new Chain(density, task);
  while (!chain.done && !options.stopped()) {
    chain.advance(options.interval);
    options.onProgress(chain.progress);
    await breathe();
  }
  return chain.result();
}
