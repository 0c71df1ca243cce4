// One chain: warmup, then sampling, a transition at a time. Knows no other chain, no thread and no model, and keeps no
// draws; its numbers depend on its density, key, start and settings alone.
import { foldIn, splitKey } from "@nutmeg-ppl/compiler/random";
import { UsageError } from "@nutmeg-ppl/compiler/runtime";
import { stepSizeSearch } from "./adaptation/stepSizeSearch.ts";
import { type Search, Warmup, type WarmupState } from "./adaptation/warmup.ts";
import { BlockBuffer, type DrawBlock, type Phase } from "./drawBlock.ts";
import { algorithms } from "./kernels/algorithms.ts";
import type { KernelState, Trajectory } from "./kernels/kernel.ts";
import type { MetricData } from "./kernels/metricData.ts";
import { metricFrom } from "./kernels/metricFrom.ts";
import type { PhasePoint } from "./kernels/phasePoint.ts";
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
  readonly #density: LogDensity;
  readonly #trajectories: { readonly [P in Phase]: Trajectory };
  readonly #keys: { readonly [P in Phase]: Uint32Array };
  readonly #tally: { readonly [P in Phase]: { -readonly [F in keyof Tally]: Tally[F] } };
  readonly #buffer: BlockBuffer;
  #state: KernelState;
  #iteration: number;
  /** Whether a transition has begun and not ended. */
  #underWay = false;

  /**
   * Evaluates the start, and searches for a step size unless it goes on. Throws a UsageError when either is hopeless.
   * @param warmup what this chain is to learn with, where others learn with it too; by default one of its own
   */
  constructor(density: LogDensity, task: ChainTask, warmup?: Warmup) {
    const { settings, state } = task;
    const { warmup: warmupKey, sampling: samplingKey } = keysOf(task);
    const build = algorithms[settings.algorithm];
    this.#task = task;
    this.#settings = settings;
    this.#state = startState(density, state?.position ?? task.initialPosition);
    this.#keys = { warmup: warmupKey, sampling: samplingKey };
    this.#density = density;
    this.#trajectories = {
      warmup: build(density.dimension, settings, "warmup"),
      sampling: build(density.dimension, settings, "sampling"),
    };
    this.#tally = {
      warmup: { ...(state?.tally.warmup ?? none) },
      sampling: { ...(state?.tally.sampling ?? none) },
    };
    this.#iteration = state?.iteration ?? 0;
    this.#buffer = new BlockBuffer(density.dimension, this.#total);
    this.#warmup = warmup ?? warmupOf(density, task, this.#state);
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
      do this.#transition();
      while (tally.numSteps < enough && !this.mustPause);
      now = performance.now();
    } while (now < began + milliseconds && !this.mustPause);
    tally.seconds += (now - began) / 1000;
  }

  /** Whether news are due: the chain is done, its phase has ended, a checkpoint is due or its draws want to be taken. */
  get mustPause(): boolean {
    return this.done || this.#buffer.full || this.atCheckpoint;
  }

  /**
   * For callers that evaluate many chains at once: the point that wants its log density and gradient before the next call,
   * of the transition under way or of a new one; undefined when a transition has ended.
   */
  next(): PhasePoint | undefined {
    const phase = this.phase;
    if (!this.#underWay) return this.#begin(phase);
    const point = this.#trajectories[phase].advance();
    if (point === undefined) this.#end(phase);
    return point;
  }

  /** Seconds of work that a caller of `next` did for the chain. */
  charge(seconds: number): void {
    this.#tally[this.phase].seconds += seconds;
  }

  /** The draws kept since the last call. Call it after every `advance`, and when it must pause. */
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

  #transition(): void {
    for (let point = this.next(); point !== undefined; point = this.next())
      point.logDensity = this.#density.evaluate(point.position, point.gradient);
  }

  #begin(phase: Phase): PhasePoint {
    const key = foldIn(this.#keys[phase], this.#indexIn(phase));
    this.#underWay = true;
    return this.#trajectories[phase].begin(key, this.#state, this.#warmup.tuning);
  }

  #end(phase: Phase): void {
    const { thinning, keepWarmup } = this.#settings;
    const index = this.#indexIn(phase);
    const [state, info] = this.#trajectories[phase].end();
    const moved = state !== this.#state;
    this.#underWay = false;
    this.#state = state;
    this.#iteration++;
    this.#tally[phase].numSteps += info.numSteps;
    this.#tally[phase].divergences += Number(info.diverging);
    if (phase === "warmup") this.#warmup.learn(state, info, moved);
    if ((keepWarmup || phase === "sampling") && (index + 1) % thinning === 0) this.#buffer.push(state, info);
  }

  /** Which transition of its phase is under way, or the next. */
  #indexIn(phase: Phase): number {
    return phase === "warmup" ? this.#iteration : this.#iteration - this.#settings.numWarmup;
  }
}

function keysOf({ key }: ChainTask): Record<"warmup" | "search" | "sampling", Uint32Array> {
  const [warmup, search, sampling] = splitKey(key, 3) as [Uint32Array, Uint32Array, Uint32Array];
  return { warmup, search, sampling };
}

/** What a chain learns with, begun at a state or continued. */
function warmupOf(density: LogDensity, task: ChainTask, state: KernelState): Warmup {
  const { search: key } = keysOf(task);
  const search: Search = (index, from, tuning) => stepSizeSearch(foldIn(key, index), density, from, tuning);
  return new Warmup(task.settings, search, state, { blocks: task.blocks, resumed: task.state?.warmup });
}

/**
 * What several chains can learn with together: it begins where the first does, and has as many draws to learn from as all of
 * them make.
 */
export function pooledWarmup(density: LogDensity, tasks: readonly ChainTask[]): Warmup {
  const first = tasks[0] as ChainTask;
  const settings = { ...first.settings, numWarmup: tasks.length * first.settings.numWarmup };
  const state = startState(density, first.state?.position ?? first.initialPosition);
  return warmupOf(density, { ...first, settings }, state);
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
