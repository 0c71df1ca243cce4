// Runs one chain from beginning to end in the calling thread: the twin of the runs in chains/, which slice it.
import {
  Chain,
  type ChainProgress,
  type ChainTask,
  type WarmupSummary,
  warmupSummary,
} from "../src/chain.ts";
import type { LogDensity } from "../src/logDensity.ts";
import { type Collected, DrawCollector } from "./drawCollector.ts";

export interface RunChainOptions extends ChainTask {
  readonly density: LogDensity;
  /** Called about every `progressInterval` milliseconds and at the end; `stop()` ends the chain early. */
  readonly onProgress?: ((progress: ChainProgress, stop: () => void) => void) | undefined;
  /** Default 100. */
  readonly progressInterval?: number | undefined;
}

export interface ChainResult extends Collected {
  readonly warmup: WarmupSummary;
  /** The draws of warmup, if the settings keep them. */
  readonly warmupDraws: Collected;
  readonly complete: boolean;
  readonly seconds: number;
}

/** The chain's draws; when it was stopped, those made so far with `complete` false. */
export function runChain({
  density,
  onProgress,
  progressInterval = 100,
  ...task
}: RunChainOptions): ChainResult {
  const chain = new Chain(density, task);
  const collector = new DrawCollector();
  let stopped = false;
  const stop = () => {
    stopped = true;
  };
  while (!chain.done && !stopped) {
    chain.advance(onProgress === undefined ? Infinity : progressInterval);
    collector.onNews(0, { draws: chain.take() });
    onProgress?.(chain.progress, stop);
  }
  const state = chain.snapshot();
  return {
    ...collector.of(0),
    warmup: warmupSummary(state),
    warmupDraws: collector.of(0, "warmup"),
    complete: chain.done,
    seconds: state.tally.sampling.seconds,
  };
}
