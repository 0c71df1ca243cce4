// Warmup: the tuning of the next transition, learned from those before it. Composed from dual averaging, the step-size
// search and an adaptation of the metric; it makes no transitions itself.
import { UsageError } from "@nutmeg-ppl/compiler/runtime";
import { diagonalMetric } from "../kernels/diagonalMetric.ts";
import type { KernelState, TransitionInfo, Tuning } from "../kernels/kernel.ts";
import type { MetricData } from "../kernels/metricData.ts";
import { metricFrom } from "../kernels/metricFrom.ts";
import type { SamplerSettings } from "../samplerSettings.ts";
import {
  averagedStepSize,
  type DualAveraging,
  startDualAveraging,
  updateDualAveraging,
} from "./dualAveraging.ts";
import { givenMetric } from "./givenMetric.ts";
import type { MetricAdaptation, MetricAdaptationState } from "./metricAdaptation.ts";
import { metricAdaptations } from "./metricAdaptations.ts";
import type { StepSizeSearch } from "./stepSizeSearch.ts";

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

export interface WarmupOptions {
  /** For the metric "blocks": the coordinates of each. */
  readonly blocks?: readonly Int32Array[] | undefined;
  /** Of a warmup with the same settings and blocks, which this one is to continue. */
  readonly resumed?: WarmupState | undefined;
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
   * @throws UsageError for an inverseMassMatrix that does not fit, and when the search is hopeless.
   */
  constructor(settings: SamplerSettings, search: Search, state: KernelState, options: WarmupOptions = {}) {
    const { blocks = [], resumed } = options;
    const dimension = state.position.length;
    this.#settings = settings;
    this.#search = search;
    this.#draw = resumed?.draw ?? 0;
    this.#searches = resumed?.searches ?? 0;
    this.#averaging = resumed?.averaging ?? startDualAveraging(settings.stepSize);
    this.#adaptation = metricAdaptations[settings.metric]({
      numWarmup: settings.numWarmup,
      dimension,
      blocks,
      state: resumed?.adaptation,
    });
    if (resumed) {
      this.#tuning = { stepSize: resumed.stepSize, metric: metricFrom(structuredClone(resumed.metric)) };
      return;
    }
    const adapts = settings.adaptMassMatrix && settings.numWarmup > 0;
    const suggested = adapts ? this.#adaptation.begin(state) : undefined;
    const metric =
      givenMetric(settings, dimension) ?? diagonalMetric(suggested ?? new Float64Array(dimension).fill(1));
    this.#tuning = { stepSize: settings.stepSize, metric };
    if (settings.numWarmup > 0) this.#restartStepSize(state);
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

  /**
   * Learns from one warmup transition; after the last, the tuning is the one to sample with.
   * @param moved whether the state is another than before the transition
   */
  learn(state: KernelState, info: TransitionInfo, moved: boolean): void {
    const { adaptStepSize, adaptMassMatrix, targetAcceptProb, numWarmup } = this.#settings;
    const draw = this.#draw++;
    if (adaptStepSize) {
      const acceptProb = this.#adaptation.settled(draw) ? info.symmetricAcceptProb : info.acceptProb;
      this.#averaging = updateDualAveraging(this.#averaging, acceptProb, { targetAcceptProb });
      this.#tuning = { ...this.#tuning, stepSize: this.#averaging.stepSize };
    }
    const update = adaptMassMatrix
      ? this.#adaptation.learn({ draw, state, moved, info }, this.#tuning.metric)
      : undefined;
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
      // A later search that fails speaks of the metric, which will change, and not of the density.
      if (outcome === "found") this.#tuning = { ...this.#tuning, stepSize };
      else if (this.#draw === 0) throw new UsageError(hopeless[outcome]);
    }
    this.#averaging = startDualAveraging(this.#tuning.stepSize);
  }
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
