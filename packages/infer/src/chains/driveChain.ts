// Runs one chain in slices, so that its thread stays open to messages. The slices do not touch the draws.
import { Chain, type ChainEnd, type ChainProgress, type ChainState, type ChainTask } from "../chain.ts";
import type { DrawBlock } from "../drawBlock.ts";
import type { LogDensity } from "../logDensity.ts";
import { breathe } from "./breathe.ts";

/** What a chain tells after each slice. */
export interface ChainNews {
  readonly progress: ChainProgress;
  /** The draws of the slice. */
  readonly draws: DrawBlock;
  /** Where the chain is after them: at the end of warmup and where a checkpoint is due. */
  readonly state: ChainState | undefined;
}

export interface DriveOptions {
  /** Milliseconds between news, at most. */
  readonly interval: number;
  readonly onNews: (news: ChainNews) => void;
  /** Asked after every slice. */
  readonly stopped: () => boolean;
}

/** How the chain ended, of its own or because it was stopped. All its draws have been told by then. */
export async function driveChain(
  density: LogDensity,
  task: ChainTask,
  { interval, onNews, stopped }: DriveOptions,
): Promise<ChainEnd> {
  const chain = new Chain(density, task);
  // Draws made before the density threw are as good as any.
  const tell = (state?: ChainState) => onNews({ progress: chain.progress, draws: chain.take(), state });
  if (chain.done) tell();
  while (!chain.done && !stopped()) {
    try {
      chain.advance(interval);
    } finally {
      tell(chain.atCheckpoint ? chain.snapshot() : undefined);
    }
    await breathe();
  }
  return { complete: chain.done, state: chain.snapshot() };
}
