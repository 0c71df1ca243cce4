// Puts the blocks that chains tell together again: the draws of each chain as one array.
import type { ChainNews } from "../src/chains/driveChain.ts";
import { type ChainStats, type DrawBlock, makeStats, type Phase, writeStats } from "../src/drawBlock.ts";

export interface Collected {
  readonly draws: Float64Array;
  readonly numDraws: number;
  readonly stats: ChainStats;
}

export function join(blocks: readonly DrawBlock[]): Collected {
  const numDraws = blocks.reduce((sum, { count }) => sum + count, 0);
  const stats = makeStats(numDraws);
  let at = 0;
  for (const block of blocks) {
    writeStats(stats, block.stats, at);
    at += block.count;
  }
  return { draws: Float64Array.from(blocks.flatMap(({ positions }) => [...positions])), numDraws, stats };
}

export class DrawCollector {
  readonly #blocks: DrawBlock[][] = [];

  readonly onNews = (chain: number, { draws }: Pick<ChainNews, "draws">): void => {
    this.#blocks[chain] = [...(this.#blocks[chain] ?? []), draws];
  };

  of(chain: number, phase: Phase = "sampling"): Collected {
    return join((this.#blocks[chain] ?? []).filter((block) => block.phase === phase));
  }
}
