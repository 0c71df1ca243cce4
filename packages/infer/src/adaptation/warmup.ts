// Warmup: the tuning of the next transition, learned from those before it. Composed from dual averaging, the step-size
// search and an adaptation of the metric; it makes no transitions itself.
import { UsageError } from "@nutmeg-ppl/compiler/runtime";
import { diagonalMetric } from "../kernels/diagonalMetric.ts";
import type { KernelState, TransitionInfo, Tuning } from "../kernels/kernel.ts";
import type { MetricData } from "../kernels/metric.ts";
import { metricFrom } from "../kernels/metricFrom.ts";
import type { SamplerSettings } from "../samplerSettings.ts";
import {
  averagedStepSize,
  type DualAveraging,
  startDualAveraging,
  updateDualAveraging,
} from "./dualAveraging.ts";
import type { MetricAdaptation, MetricAdaptationState } from "./metricAdaptation.ts";
import type { StepSizeSearch } from "./stepSizeSearch.ts";
import { WindowedAdaptation } from "./windowedAdaptation.ts";

/** Finds a step size of the right order at a state; `index` counts a warmup's searches, each of which must draw anew. */
export type Search = (index: number, state: KernelState, tuning: Tuning) => StepSizeSearch;

/** All that a warmup remembers: plain data that can be kept and sent. A warmup made from it goes on to the same bytes. */
export interface WarmupState {
  /** Transitions learned from. */
  readonly draw: number;
  readonly stepSize: number;
  readonly metric: MetricData;
  readonly averaging: DualAveraging;
  /** Step-size searches so far. */
  readonly searches: number;
  readonly adaptation: MetricAdaptationState;
}

export class Warmup {
  readonly #settings: SamplerSettings;
  readonly #search: Search;
  readonly #adaptation: MetricAdaptation;
  #tuning: Tuning;
  #averaging: DualAveraging;
  #draw: number;
  #searches: number;

  /**
   * Starts at `state`, with a search if the settings ask for one.
   * @param resumed of a warmup with these settings, which this one is to continue
   */
  constructor(settings: SamplerSettings, search: Search, state: KernelState, resumed?: WarmupState) {
    this.#settings = settings;
    this.#search = search;
    this.#draw = resumed?.draw ?? 0;
    this.#searches = resumed?.searches ?? 0;
    this.#adaptation = new WindowedAdaptation(settings.numWarmup, state.position.length, resumed?.adaptation);
    this.#averaging = resumed?.averaging ?? startDualAveraging(settings.stepSize);
    this.#tuning = resumed
      ? { stepSize: resumed.stepSize, metric: metricFrom(structuredClone(resumed.metric)) }
      : { stepSize: settings.stepSize, metric: diagonalMetric(startVariances(settings, state)) };
    if (!resumed && settings.numWarmup > 0) this.#restartStepSize(state);
  }

  /** The tuning of the next transition. */
  get tuning(): Tuning {
    return this.#tuning;
  }

  snapshot(): WarmupState {
    return {
      draw: this.#draw,
      stepSize: this.#tuning.stepSize,
      metric: structuredClone(this.#tuning.metric.data),
      averaging: this.#averaging,
      searches: this.#searches,
      adaptation: this.#adaptation.snapshot(),
    };
  }

  /** Learns from one warmup transition; after the last, the tuning is the one to sample with. */
  learn(state: KernelState, info: TransitionInfo): void {
    const { adaptStepSize, adaptMassMatrix, targetAcceptProb, numWarmup } = this.#settings;
    const draw = this.#draw++;
    if (adaptStepSize) {
      this.#averaging = updateDualAveraging(this.#averaging, info.acceptProb, { targetAcceptProb });
      this.#tuning = { ...this.#tuning, stepSize: this.#averaging.stepSize };
    }
    const update = adaptMassMatrix ? this.#adaptation.learn(draw, state) : undefined;
    if (update) {
      this.#tuning = { ...this.#tuning, metric: update.metric };
      if (update.restartStepSize) this.#restartStepSize(state);
    }
    if (adaptStepSize && this.#draw === numWarmup) {
      this.#tuning = { ...this.#tuning, stepSize: averagedStepSize(this.#averaging) };
    }
  }

  #restartStepSize(state: KernelState): void {
    if (!this.#settings.adaptStepSize) return;
    if (this.#settings.findHeuristicStepSize) {
      const { stepSize, outcome } = this.#search(this.#searches++, state, this.#tuning);
      if (outcome !== "found") throw new UsageError(hopeless[outcome]);
      this.#tuning = { ...this.#tuning, stepSize };
    }
    this.#averaging = startDualAveraging(this.#tuning.stepSize);
  }
}

/** The diagonal of M^-1 to start from: the given one, or ones. */
function startVariances({ inverseMassMatrix }: SamplerSettings, { position }: KernelState): Float64Array {
  const dimension = position.length;
  if (inverseMassMatrix === undefined) return new Float64Array(dimension).fill(1);
  if (inverseMassMatrix.length === dimension) return inverseMassMatrix;
  throw new UsageError(
    `inverseMassMatrix must have one number per unconstrained dimension: ${dimension}, not ${inverseMassMatrix.length}.`,
  );
}

/** What to tell the user when no step size is reasonable. */
const hopeless = {
  flat:
    "Warmup: the log density hardly changes over steps of 1e7 (times the scale of each coordinate), so the posterior " +
    "is improper or nearly so; give every parameter a proper prior.",
  steep:
    "Warmup: even a vanishing step raises the energy, so the gradient does not belong to the log density or one of " +
    "them is not finite around the start; check the model for discontinuities and overflow.",
};
