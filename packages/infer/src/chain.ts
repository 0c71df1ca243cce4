// One chain: warmup, then sampling, a transition at a time. Knows no other chain, no thread and no model; its numbers
// depend on its density, key, start and settings alone.
import { foldIn, splitKey } from "@nutmeg-ppl/compiler/random";
import { UsageError } from "@nutmeg-ppl/compiler/runtime";
import { stepSizeSearch } from "./adaptation/stepSizeSearch.ts";
import { type Search, Warmup } from "./adaptation/warmup.ts";
import { type ChainStats, DrawStore } from "./drawStore.ts";
import { algorithms } from "./kernels/algorithms.ts";
import type { Kernel, KernelState } from "./kernels/kernel.ts";
import type { MetricData } from "./kernels/metric.ts";
import type { LogDensity } from "./logDensity.ts";
import type { SamplerSettings } from "./samplerSettings.ts";

/** What a chain starts from, besides its density: plain data. */
export interface ChainTask {
  readonly key: Uint32Array;
  /** A position where log density and gradient are finite. */
  readonly initialPosition: Float64Array;
  readonly settings: SamplerSettings;
}

/** What warmup did and what it found. */
export interface WarmupSummary {
  readonly stepSize: number;
  /** The diagonal of M^-1. */
  readonly inverseMassMatrix: Float64Array;
  /** All of the metric. */
  readonly metric: MetricData;
  readonly numSteps: number;
  readonly divergences: number;
  readonly seconds: number;
}

/** A chain's draws: plain data, with nothing in it but the times depending on where it ran. */
export interface ChainResult {
  /** Draws by dimension, row after row, on unconstrained space. */
  readonly draws: Float64Array;
  readonly numDraws: number;
  readonly stats: ChainStats;
  readonly warmup: WarmupSummary;
  /** Whether all draws asked for are there: false for a chain that was stopped. */
  readonly complete: boolean;
  /** Seconds spent sampling, warmup apart. */
  readonly seconds: number;
}

/** Where a chain is. */
export interface ChainProgress {
  readonly phase: "warmup" | "sampling";
  /** Transitions made, of `total` in both phases. */
  readonly iteration: number;
  readonly total: number;
  /** Leapfrog steps of both phases. */
  readonly numSteps: number;
  /** Step size of the next transition. */
  readonly stepSize: number;
  /** Divergences of the phase that the chain is in. */
  readonly divergences: number;
}

interface Tally {
  numSteps: number;
  divergences: number;
  seconds: number;
}

export class Chain {
  readonly #settings: SamplerSettings;
  readonly #warmup: Warmup;
  readonly #kernels: { readonly warmup: Kernel; readonly sampling: Kernel };
  readonly #keys: { readonly warmup: Uint32Array; readonly sampling: Uint32Array };
  readonly #tally: { readonly warmup: Tally; readonly sampling: Tally };
  readonly #store: DrawStore;
  #state: KernelState;
  #iteration = 0;

  /** Evaluates the start and searches for a step size. Throws a UsageError when either is hopeless. */
  constructor(density: LogDensity, { key, initialPosition, settings }: ChainTask) {
    const [warmupKey, searchKey, samplingKey] = splitKey(key, 3) as [Uint32Array, Uint32Array, Uint32Array];
    const build = algorithms[settings.algorithm];
    this.#settings = settings;
    this.#state = startState(density, initialPosition);
    this.#keys = { warmup: warmupKey, sampling: samplingKey };
    this.#kernels = {
      warmup: build(density, settings, "warmup"),
      sampling: build(density, settings, "sampling"),
    };
    this.#tally = { warmup: emptyTally(), sampling: emptyTally() };
    this.#store = new DrawStore(Math.floor(settings.numSamples / settings.thinning), density.dimension);
    const search: Search = (index, state, tuning) =>
      stepSizeSearch(foldIn(searchKey, index), density, state, tuning);
    this.#warmup = new Warmup(settings, search, this.#state);
  }

  get done(): boolean {
    return this.#iteration === this.#settings.numWarmup + this.#settings.numSamples;
  }

  get progress(): ChainProgress {
    const { numWarmup, numSamples } = this.#settings;
    const phase = this.#phase;
    return {
      phase,
      iteration: this.#iteration,
      total: numWarmup + numSamples,
      numSteps: this.#tally.warmup.numSteps + this.#tally.sampling.numSteps,
      stepSize: this.#warmup.tuning.stepSize,
      divergences: this.#tally[phase].divergences,
    };
  }

  /** Makes transitions until the chain is done or about `milliseconds` have passed; at least one. */
  advance(milliseconds = Infinity): void {
    let now = performance.now();
    const deadline = now + milliseconds;
    do {
      const began = now;
      const tally = this.#tally[this.#phase];
      now = this.#runPhase(deadline);
      tally.seconds += (now - began) / 1000;
    } while (!this.done && now < deadline);
  }

  /** The draws so far, with `complete` false before the chain is done. */
  result(): ChainResult {
    const { stepSize, metric } = this.#warmup.tuning;
    return {
      draws: this.#store.draws(),
      numDraws: this.#store.count,
      stats: this.#store.stats(),
      warmup: { ...this.#tally.warmup, stepSize, inverseMassMatrix: metric.variances, metric: metric.data },
      complete: this.done,
      seconds: this.#tally.sampling.seconds,
    };
  }

  get #phase(): "warmup" | "sampling" {
    return this.#iteration < this.#settings.numWarmup ? "warmup" : "sampling";
  }

  /** Stays within the present phase and returns the time; the clock is read once in CLOCK_STEPS leapfrog steps. */
  #runPhase(deadline: number): number {
    const phase = this.#phase;
    let now: number;
    do {
      const enough = this.#tally[phase].numSteps + CLOCK_STEPS;
      while (this.#phase === phase && !this.done && this.#tally[phase].numSteps < enough)
        this.#transition(phase);
      now = performance.now();
    } while (this.#phase === phase && !this.done && now < deadline);
    return now;
  }

  #transition(phase: "warmup" | "sampling"): void {
    const sampled = this.#iteration - this.#settings.numWarmup;
    const key = foldIn(this.#keys[phase], phase === "warmup" ? this.#iteration : sampled);
    const [state, info] = this.#kernels[phase](key, this.#state, this.#warmup.tuning);
    this.#state = state;
    this.#iteration++;
    this.#tally[phase].numSteps += info.numSteps;
    this.#tally[phase].divergences += Number(info.diverging);
    if (phase === "warmup") this.#warmup.learn(state, info);
    else if ((sampled + 1) % this.#settings.thinning === 0) this.#store.push(state, info);
  }
}

const CLOCK_STEPS = 64;

const emptyTally = (): Tally => ({ numSteps: 0, divergences: 0, seconds: 0 });

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
