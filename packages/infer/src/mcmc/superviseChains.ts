// Runs the chains of a run to their end, or until something stops them: a signal, Ctrl-C, or draws that cannot be kept.
import type { ChainState, ChainTask } from "../chain.ts";
import type { ChainOutcome } from "../chains/chainOutcome.ts";
import type { ChainNews } from "../chains/driveChain.ts";
import type { ChainWorkerPort } from "../chains/messages.ts";
import { type ChainMethod, runChains } from "../chains/runChains.ts";
import { makeProgress, type ProgressOption } from "../progress/makeProgress.ts";
import type { RunStore } from "../stores/runStore.ts";
import type { Device, Target } from "../targets/target.ts";
import { onInterrupt } from "./interrupts.ts";
import { RunRecorder } from "./runRecorder.ts";

export interface SuperviseOptions {
  readonly target: Target;
  readonly tasks: readonly ChainTask[];
  readonly store: RunStore;
  readonly method: ChainMethod;
  readonly device: Device | undefined;
  readonly poolAdaptation: boolean | undefined;
  readonly numWorkers: number | undefined;
  readonly open: (() => Promise<ChainWorkerPort>) | undefined;
  readonly progress: ProgressOption;
  readonly signal: AbortSignal | undefined;
  /** A line about the run, to be shown before it. */
  readonly notice: string | undefined;
}

export interface Supervised {
  readonly outcomes: readonly ChainOutcome[];
  /** Where each chain is; undefined for one that failed or never began. */
  readonly last: readonly (ChainState | undefined)[];
  /** The state of each chain at the end of its warmup. */
  readonly postWarmup: readonly (ChainState | undefined)[];
  /** What went wrong beside the chains: keeping draws, showing progress. */
  readonly errors: readonly unknown[];
}

export async function superviseChains(options: SuperviseOptions): Promise<Supervised> {
  const { target, tasks, store, signal, notice } = options;
  const stop = new AbortController();
  const forward = () => stop.abort();
  const recorder = new RunRecorder(target, store, forward);
  const reporter = makeProgress(options.progress, tasks.length);
  const errors: unknown[] = [];
  const onNews = (chain: number, news: ChainNews): void => {
    recorder.note(chain, news);
    // A progress function that throws must not cost the draws: its first error waits until they are in.
    try {
      reporter.update(chain, news.progress);
    } catch (error) {
      if (errors.length === 0) errors.push(error);
    }
  };
  if (notice !== undefined) reporter.say(notice);
  if (signal?.aborted) forward();
  signal?.addEventListener("abort", forward);
  const release = onInterrupt(() => {
    reporter.say("Chains stop where they are; their draws are kept. Press Ctrl-C again to end the process.");
    forward();
  });
  try {
    const outcomes = await runChains({ ...options, onNews, signal: stop.signal });
    for (const outcome of outcomes)
      if (outcome.ok && outcome.end) recorder.end(outcome.chain, outcome.end.state);
    const failure = await recorder.finish();
    const last = outcomes.map((outcome, i) =>
      outcome.ok ? (outcome.end?.state ?? tasks[i]?.state) : undefined,
    );
    const postWarmup = tasks.map(
      ({ state }, i) => recorder.postWarmup[i] ?? (isWarm(state) ? state : undefined),
    );
    return { outcomes, last, postWarmup, errors: failure ? [failure.error, ...errors] : errors };
  } finally {
    store.close();
    release();
    signal?.removeEventListener("abort", forward);
    reporter.close();
  }
}

/** Whether a chain has its warmup behind it. */
const isWarm = (state: ChainState | undefined): boolean =>
  state !== undefined && state.iteration >= state.numWarmup;
