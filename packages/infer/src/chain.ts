// One chain: warmup, then sampling, a transition at a time. Knows no other chain, no thread and no model, and keeps no
// draws; its numbers depend on its density, key, start and settings alone.
import { foldIn, splitKey } from "@nutmeg-ppl/compiler/random";
import { UsageError } from "@nutmeg-ppl/compiler/runtime";
import { stepSizeSearch } from "./adaptation/stepSizeSearch.ts";
import { type Search, Warmup, type WarmupState } from "./adaptation/warmup.ts";
import { BlockBuffer, type DrawBlock, type Phase } from "./drawBlock.ts";
import { algorithms } from "./kernels/algorithms.ts";
import type { Kernel, KernelState } from "./kernels/kernel.ts";
import type { MetricData } from "./kernels/metricData.ts";
import { metricFrom } from "./kernels/metricFrom.ts";
import type { LogDensity } from "./logDensity.ts";
import type { SamplerSettings } from "./samplerSettings.ts";

/** What a chain starts from, besides its density: plain data. */
export interface ChainTask {
  readonly key: Uint32Array;
  /** A position where log density and gradient are finite. */
  readonly initialPosition: Float64Array;
  readonly settings: SamplerSettings;
  /** For the metric "blocks": the coordinates of each. */
  readonly blocks?: readonly Int32Array[];
  /** Of a chain with this key and these settings, which is to go on from there instead of from the position. */
  readonly state?: ChainState | undefined;
  /** Transitions between checkpoints; none when absent. */
  readonly checkpointEvery?: number | undefined;
}

/** Work done in one phase. */
export interface Tally {
  readonly numSteps: number;
  readonly divergences: number;
  readonly seconds: number;
}

/** All that a chain remembers but its task: plain data that can be kept and sent. Key counters follow from `iteration`. */
export interface ChainState {
  readonly position: Float64Array;
  /** Transitions made, in both phases. */
  readonly iteration: number;
  /** How many of the transitions are warmup's. */
  readonly numWarmup: number;
  readonly warmup: WarmupState;
  readonly tally: { readonly [P in Phase]: Tally };
}

/** What warmup did and what it found. */
export interface WarmupSummary extends Tally {
  readonly stepSize: number;
  /** The diagonal of M^-1. */
  readonly inverseMassMatrix: Float64Array;
  /** All of the metric. */
  readonly metric: MetricData;
}

export function warmupSummary({ warmup: { stepSize, metric }, tally }: ChainState): WarmupSummary {
  return { ...tally.warmup, stepSize, inverseMassMatrix: metricFrom(metric).variances, metric };
}

/** How a chain ended that did not fail. */
export interface ChainEnd {
  /** Whether it made all its transitions: false for a chain that was stopped. */
  readonly complete: boolean;
  readonly state: ChainState;
}

/** Where a chain is. */
export interface ChainProgress {
  readonly phase: Phase;
  /** Transitions made, of `total` in both phases. */
  readonly iteration: number;
  readonly total: number;
  /** Leapfrog steps of both phases. */
  readonly numSteps: number;
  /** Step size of the next transition. */
  readonly stepSize: number;
  /** Divergences of the phase that the chain is in. */
  readonly divergences: number;
  /** Seconds of work, waiting apart. */
  readonly elapsed: number;
  /** Seconds to go at the pace of the present phase; NaN before anything is known. */
  readonly remaining: number;
}

export class Chain {
  readonly #task: ChainTask;
  readonly #settings: SamplerSettings;
  readonly #warmup: Warmup;
  readonly #kernels: { readonly [P in Phase]: Kernel };
  readonly #keys: { readonly [P in Phase]: Uint32Array };
  readonly #tally: { readonly [P in Phase]: { -readonly [F in keyof Tally]: Tally[F] } };
  readonly #buffer: BlockBuffer;
  #state: KernelState;
  #iteration: number;

  /** Evaluates the start, and searches for a step size unless it goes on. Throws a UsageError when either is hopeless. */
  constructor(density: LogDensity, task: ChainTask) {
    const { key, settings, blocks, state } = task;
    const [warmupKey, searchKey, samplingKey] = splitKey(key, 3) as [Uint32Array, Uint32Array, Uint32Array];
    const build = algorithms[settings.algorithm];
    this.#task = task;
    this.#settings = settings;
    this.#state = startState(density, state?.position ?? task.initialPosition);
    this.#keys = { warmup: warmupKey, sampling: samplingKey };
    this.#kernels = {
      warmup: build(density, settings, "warmup"),
      sampling: build(density, settings, "sampling"),
    };
    this.#tally = {
      warmup: { ...(state?.tally.warmup ?? none) },
      sampling: { ...(state?.tally.sampling ?? none) },
    };
    this.#iteration = state?.iteration ?? 0;
    this.#buffer = new BlockBuffer(density.dimension, this.#total);
    const search: Search = (index, state, tuning) =>
      stepSizeSearch(foldIn(searchKey, index), density, state, tuning);
    this.#warmup = new Warmup(settings, search, this.#state, { blocks, resumed: state?.warmup });
  }

  get done(): boolean {
    return this.#iteration === this.#total;
  }

  get phase(): Phase {
    return this.#iteration < this.#settings.numWarmup ? "warmup" : "sampling";
  }

  /** Whether the last transition was the last of warmup, or one after which a checkpoint is due. */
  get atCheckpoint(): boolean {
    const { checkpointEvery = Infinity } = this.#task;
    return this.#iteration === this.#settings.numWarmup || this.#iteration % checkpointEvery === 0;
  }

  get progress(): ChainProgress {
    const { warmup, sampling } = this.#tally;
    const phase = this.phase;
    const made = phase === "warmup" ? this.#iteration : this.#iteration - this.#settings.numWarmup;
    const elapsed = warmup.seconds + sampling.seconds;
    // A chain that has just ended its warmup knows no better pace than that of warmup.
    const pace = made > 0 ? this.#tally[phase].seconds / made : elapsed / this.#iteration;
    return {
      phase,
      iteration: this.#iteration,
      total: this.#total,
      numSteps: warmup.numSteps + sampling.numSteps,
      stepSize: this.#warmup.tuning.stepSize,
      divergences: this.#tally[phase].divergences,
      elapsed,
      remaining: this.done ? 0 : pace * (this.#total - this.#iteration),
    };
  }

  /**
   * Makes transitions, at least one, until about `milliseconds` have passed, or the chain is done, its phase ends, a
   * checkpoint is due or its draws want to be taken.
   */
  advance(milliseconds = Infinity): void {
    const phase = this.phase;
    const tally = this.#tally[phase];
    const began = performance.now();
    let now: number;
    do {
      // The clock is read once in so many leapfrog steps.
      const enough = tally.numSteps + CLOCK_STEPS;
      do this.#transition(phase);
      while (tally.numSteps < enough && !this.#mustPause);
      now = performance.now();
    } while (now < began + milliseconds && !this.#mustPause);
    tally.seconds += (now - began) / 1000;
  }

  /** The draws kept since the last call. Call it after every `advance`. */
  take(): DrawBlock {
    const sampled = this.#iteration > this.#settings.numWarmup;
    return this.#buffer.take(sampled ? "sampling" : "warmup");
  }

  /** What a chain with the same task needs to go on from here to the same bytes. */
  snapshot(): ChainState {
    return {
      position: this.#state.position.slice(),
      iteration: this.#iteration,
      numWarmup: this.#settings.numWarmup,
      warmup: this.#warmup.snapshot(),
      tally: { warmup: { ...this.#tally.warmup }, sampling: { ...this.#tally.sampling } },
    };
  }

  get #total(): number {
    return this.#settings.numWarmup + this.#settings.numSamples;
  }

  get #mustPause(): boolean {
    return this.done || this.#buffer.full || this.atCheckpoint;
  }

  #transition(phase: Phase): void {
    const { numWarmup, thinning, keepWarmup } = this.#settings;
    const index = phase === "warmup" ? this.#iteration : this.#iteration - numWarmup;
    const key = foldIn(this.#keys[phase], index);
    const [state, info] = this.#kernels[phase](key, this.#state, this.#warmup.tuning);
    this.#state = state;
    this.#iteration++;
    this.#tally[phase].numSteps += info.numSteps;
    this.#tally[phase].divergences += Number(info.diverging);
    if (phase === "warmup") this.#warmup.learn(state, info);
    if ((keepWarmup || phase === "sampling") && (index + 1) % thinning === 0) this.#buffer.push(state, info);
  }
}

const CLOCK_STEPS = 64;

const none: Tally = { numSteps: 0, divergences: 0, seconds: 0 };

/** The state at a start, which must have a finite log density and gradient. */
function startState(density: LogDensity, initialPosition: Float64Array): KernelState {
  if (initialPosition.length !== density.dimension) {
    throw new UsageError(
      `The start has ${initialPosition.length} coordinates, but the log density has dimension ${density.dimension}.`,
    );
  }
  const position = initialPosition.slice();
  const gradient = new Float64Array(density.dimension);
  const logDensity = density.evaluate(position, gradient);
  const bad = gradient.findIndex((slope) => !Number.isFinite(slope));
  if (!Number.isFinite(logDensity) || bad >= 0) {
    const what =
      bad < 0
        ? `log density ${logDensity}`
        : `log density ${logDensity} and gradient ${gradient[bad]} in coordinate ${bad}`;
    throw new UsageError(`The start has ${what}; a chain needs finite ones, such as startSearch finds.`);
  }
  return { position, gradient, logDensity };
}
