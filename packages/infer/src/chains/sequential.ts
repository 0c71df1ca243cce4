// Chains one after another in the calling thread; the same draws as in workers.
import type { ChainTask } from "../chain.ts";
import type { LogDensity } from "../logDensity.ts";
import { type ChainOutcome, errorRecord, failedChain } from "./chainOutcome.ts";
import { driveChain } from "./driveChain.ts";
import type { RunOptions } from "./runOptions.ts";

export interface SequentialOptions extends RunOptions {
  readonly density: LogDensity;
  readonly tasks: readonly ChainTask[];
}

/** The outcome of every chain, in the order of the tasks. */
export async function sequential(options: SequentialOptions): Promise<ChainOutcome[]> {
  const { density, tasks, interval = 100, onNews, signal } = options;
  const outcomes: ChainOutcome[] = [];
  for (const [chain, task] of tasks.entries()) {
    if (signal?.aborted) {
      outcomes.push({ ok: true, chain, end: undefined });
      continue;
    }
    try {
      const end = await driveChain(density, task, {
        interval,
        onNews: (news) => onNews(chain, news),
        stopped: () => signal?.aborted ?? false,
      });
      outcomes.push({ ok: true, chain, end });
    } catch (error) {
      outcomes.push(failedChain(chain, errorRecord(error)));
    }
  }
  return outcomes;
}
