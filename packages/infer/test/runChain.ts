// Runs one chain from beginning to end in the calling thread: the twin of the runs in chains/, which slice it.
import { Chain, type ChainProgress, type ChainResult, type ChainTask } from "../src/chain.ts";
import type { LogDensity } from "../src/logDensity.ts";

export interface RunChainOptions extends ChainTask {
  readonly density: LogDensity;
  /** Called about every `progressInterval` milliseconds and at the end; `stop()` ends the chain early. */
  readonly onProgress?: ((progress: ChainProgress, stop: () => void) => void) | undefined;
  /** Default 100. */
  readonly progressInterval?: number | undefined;
}

/** The chain's draws; when it was stopped, those made so far with `complete` false. */
export function runChain({
  density,
  onProgress,
  progressInterval = 100,
  ...task
}: RunChainOptions): ChainResult {
  const chain = new Chain(density, task);
  let stopped = false;
  const stop = () => {
    stopped = true;
  };
  while (!chain.done && !stopped) {
    chain.advance(onProgress === undefined ? Infinity : progressInterval);
    onProgress?.(chain.progress, stop);
  }
  return chain.result();
}
