// Any number of chains over one density that takes many positions at once: each evaluation is one leapfrog step of every
// chain. Chains are state machines, so that none waits for another's tree (Dance et al. 2025, "Efficiently vectorized MCMC on
// modern accelerators", arXiv:2503.17405).
import type { Warmup } from "../adaptation/warmup.ts";
import { Chain, type ChainTask, pooledWarmup } from "../chain.ts";
import type { PhasePoint } from "../kernels/phasePoint.ts";
import type { BatchedLogDensity, LogDensity } from "../logDensity.ts";
import { breathe } from "./breathe.ts";
import { type ChainOutcome, errorRecord, failedChain } from "./chainOutcome.ts";
import type { ChainNews } from "./driveChain.ts";
import type { RunOptions } from "./runOptions.ts";

export interface VectorizedOptions extends RunOptions {
  /** For starts and step-size searches, one position at a time. */
  readonly density: LogDensity;
  /** For trajectories. */
  readonly batched: BatchedLogDensity;
  readonly tasks: readonly ChainTask[];
  /** Whether the chains learn one step size and metric together. */
  readonly poolAdaptation: boolean;
}

/** One chain among those that advance together. */
class Lane {
  readonly #index: number;
  readonly #onNews: RunOptions["onNews"];
  readonly #make: () => Chain;
  #chain: Chain | undefined;
  #failure: ChainOutcome | undefined;
  #told = 0;
  /** What wants its log density and gradient; undefined for a chain that is done, failed or waits. */
  point: PhasePoint | undefined;

  constructor(index: number, make: () => Chain, onNews: RunOptions["onNews"]) {
    this.#index = index;
    this.#make = make;
    this.#onNews = onNews;
  }

  /** Evaluates the start and takes the first point. */
  start(): void {
    this.#attempt(() => {
      this.#chain = this.#make();
      this.#told = performance.now();
      this.#goOn(this.#chain);
    });
  }

  /** Goes on from a point that has been evaluated. */
  resume(waitsAfterWarmup: boolean): void {
    this.#attempt(() => {
      const chain = this.#chain as Chain;
      const before = chain.phase;
      this.point = chain.next();
      if (this.point !== undefined) return;
      // What is told at the end of warmup is what the chain will sample with: not before all have learned.
      if (waitsAfterWarmup && chain.phase !== before) return;
      if (chain.mustPause) this.tell();
      this.#goOn(chain);
    });
  }

  /** Ends the wait after warmup. */
  release(): void {
    this.#attempt(() => {
      this.tell();
      this.#goOn(this.#chain as Chain);
    });
  }

  /** Whether it stands at the end of its warmup. */
  get waits(): boolean {
    return this.point === undefined && this.#chain !== undefined && !this.#failure && !this.#chain.done;
  }

  get inWarmup(): boolean {
    return this.point !== undefined && this.#chain?.phase === "warmup";
  }

  /** Reports the draws since the last report. */
  tell(): void {
    const chain = this.#chain;
    if (chain === undefined || this.#failure) return;
    const now = performance.now();
    chain.charge((now - this.#told) / 1000);
    this.#told = now;
    const state = chain.atCheckpoint ? chain.snapshot() : undefined;
    const news: ChainNews = { progress: chain.progress, draws: chain.take(), state };
    this.#onNews(this.#index, news);
  }

  fail(error: unknown): void {
    this.tell();
    this.point = undefined;
    this.#failure = failedChain(this.#index, errorRecord(error));
  }

  get outcome(): ChainOutcome {
    const chain = this.#chain;
    if (this.#failure) return this.#failure;
    const end = chain && { complete: chain.done, state: chain.snapshot() };
    return { ok: true, chain: this.#index, end };
  }

  #goOn(chain: Chain): void {
    this.point = chain.done ? undefined : chain.next();
  }

  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.fail(error);
    }
  }
}

/** Evaluates the points of all lanes that have one. */
async function evaluate(batched: BatchedLogDensity, lanes: readonly Lane[]): Promise<void> {
  const { dimension } = batched;
  const positions = new Float64Array(lanes.length * dimension);
  lanes.forEach(({ point }, i) => {
    positions.set((point as PhasePoint).position, i * dimension);
  });
  const { logDensity, gradient } = await batched.evaluate(positions);
  lanes.forEach((lane, i) => {
    const point = lane.point as PhasePoint;
    point.logDensity = logDensity[i] as number;
    point.gradient.set(gradient.subarray(i * dimension, (i + 1) * dimension));
  });
}

/** The outcome of every chain, in the order of the tasks. */
export async function vectorized(options: VectorizedOptions): Promise<ChainOutcome[]> {
  const { density, batched, tasks, poolAdaptation, onNews, interval = 100, signal } = options;
  let pool: Warmup | undefined;
  const lanes = tasks.map((task, index) => {
    const make = () => {
      if (poolAdaptation) pool ??= pooledWarmup(density, tasks);
      return new Chain(density, task, pool);
    };
    return new Lane(index, make, onNews);
  });
  if (!signal?.aborted) for (const lane of lanes) lane.start();
  let told = performance.now();
  for (;;) {
    let active = lanes.filter(({ point }) => point !== undefined);
    // Nobody samples with a tuning that others still change.
    if (poolAdaptation && !active.some(({ inWarmup }) => inWarmup)) {
      for (const lane of lanes) if (lane.waits) lane.release();
      active = lanes.filter(({ point }) => point !== undefined);
    }
    if (active.length === 0 || signal?.aborted) break;
    try {
      await evaluate(batched, active);
    } catch (error) {
      for (const lane of active) lane.fail(error);
      break;
    }
    for (const lane of active) lane.resume(poolAdaptation);
    if (performance.now() - told < interval) continue;
    for (const lane of active) lane.tell();
    told = performance.now();
    await breathe();
  }
  for (const lane of lanes) lane.tell();
  return lanes.map(({ outcome }) => outcome);
}
