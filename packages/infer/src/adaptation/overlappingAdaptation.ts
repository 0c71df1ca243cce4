// nuts-rs's adaptation of the metric (pymc-devs/nuts-rs 0.18.3, GlobalStrategy::adapt): a new metric after almost every
// draw, from a window that overlaps the next one, short at first and then growing. What is estimated is the estimator's
// business.
import type { KernelState } from "../kernels/kernel.ts";
import type { Metric } from "../kernels/metric.ts";
import type { LearnedDraw, MetricAdaptation, MetricUpdate } from "./metricAdaptation.ts";
import type { OverlappingEstimator, OverlappingEstimatorState } from "./overlappingEstimator.ts";

export interface OverlappingState {
  readonly kind: "overlapping";
  /** Draws after which the older ones are forgotten, once the early windows are over. */
  readonly window: number;
  /** The draw after which the metric was last estimated. */
  readonly estimated: number;
  readonly estimator: OverlappingEstimatorState;
}

const EARLY_WINDOW = 10;
const FIRST_WINDOW = 80;
/** Draws that an estimate needs. */
const ENOUGH = 3;

export class OverlappingAdaptation implements MetricAdaptation {
  readonly #estimator: OverlappingEstimator;
  readonly #every: number;
  /** Before this draw windows are short. */
  readonly #early: number;
  /** From this draw on the metric stays. */
  readonly #end: number;
  #window: number;
  #estimated: number;

  /**
   * @param every draws between two estimates of one window
   * @param state of an adaptation that this one is to continue
   */
  constructor(numWarmup: number, estimator: OverlappingEstimator, every: number, state?: OverlappingState) {
    this.#estimator = estimator;
    this.#every = every;
    this.#early = Math.floor(0.3 * numWarmup);
    this.#end = numWarmup - Math.floor(0.15 * numWarmup);
    this.#window = state?.window ?? FIRST_WINDOW;
    this.#estimated = state?.estimated ?? -1;
  }

  /** From one gradient, as if the draws had variance 1. */
  begin(state: KernelState): Float64Array {
    this.#estimator.add(state);
    return state.gradient.map((slope) =>
      slope === 0 ? 1 : 1 / Math.min(Math.max(Math.abs(slope), 1e-20), 1e20),
    );
  }

  settled(draw: number): boolean {
    return draw >= this.#end || draw + this.#nextWindow(draw) > this.#end;
  }

  learn({ draw, state, moved, info }: LearnedDraw, present: Metric): MetricUpdate | undefined {
    if (draw >= this.#end) return undefined;
    // nuts-rs takes a draw after a divergence when it lies more than four steps away.
    if (moved && (!info.diverging || info.treeDepth > 2)) this.#estimator.add(state);
    if (draw === this.#early) this.#window = Math.max(this.#window, this.#estimator.background);
    const shifted = this.#shift(draw);
    if (!shifted && draw - this.#estimated < this.#every) return undefined;
    if (this.#estimator.foreground < ENOUGH) return undefined;
    const restartStepSize = this.#estimated < 0;
    this.#estimated = draw;
    return { metric: this.#estimator.estimate(present), restartStepSize };
  }

  snapshot(): OverlappingState {
    return {
      kind: "overlapping",
      window: this.#window,
      estimated: this.#estimated,
      estimator: this.#estimator.snapshot(),
    };
  }

  /** Forgets older draws when there are enough newer ones, and time for as many again. */
  #shift(draw: number): boolean {
    const early = draw < this.#early;
    if (this.#estimator.background < (early ? EARLY_WINDOW : this.#window)) return false;
    const next = this.#nextWindow(draw);
    if (draw + next > this.#end) return false;
    this.#estimator.shift();
    if (!early) this.#window = next;
    return true;
  }

  #nextWindow(draw: number): number {
    return draw < this.#early ? EARLY_WINDOW : Math.max(this.#window + 1, Math.round(1.5 * this.#window));
  }
}
