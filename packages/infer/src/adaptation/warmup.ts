// Warmup: when to update step size and metric, composed from dual averaging, the step-size search, an estimator of
// the metric and the window schedule. It makes no transitions itself.
import { UsageError } from "@nutmeg-ppl/compiler/runtime";
import { diagonalMetric } from "../kernels/diagonalMetric.ts";
import type { KernelState, TransitionInfo, Tuning } from "../kernels/kernel.ts";
import type { SamplerSettings } from "../samplerSettings.ts";
import {
  averagedStepSize,
  type DualAveraging,
  startDualAveraging,
  updateDualAveraging,
} from "./dualAveraging.ts";
import type { MetricEstimator } from "./metricEstimator.ts";
import type { StepSizeSearch } from "./stepSizeSearch.ts";
import { type WindowSchedule, windowSchedule } from "./windowSchedule.ts";

/** Finds a step size of the right order at a state; each call of a chain's warmup must draw anew. */
export type Search = (state: KernelState, tuning: Tuning) => StepSizeSearch;

export class Warmup {
  readonly #settings: SamplerSettings;
  readonly #estimator: MetricEstimator;
  readonly #search: Search;
  readonly #schedule: WindowSchedule;
  #tuning: Tuning;
  #averaging: DualAveraging;
  #draw = 0;

  /** Starts at `state`, with a search if the settings ask for one. */
  constructor(settings: SamplerSettings, estimator: MetricEstimator, search: Search, state: KernelState) {
    this.#settings = settings;
    this.#estimator = estimator;
    this.#search = search;
    this.#schedule = windowSchedule(settings.numWarmup);
    const dimension = state.position.length;
    const inverseMassMatrix = settings.inverseMassMatrix ?? new Float64Array(dimension).fill(1);
    if (inverseMassMatrix.length !== dimension) {
      throw new UsageError(
        `inverseMassMatrix must have one number per unconstrained dimension: ${dimension}, not ${inverseMassMatrix.length}.`,
      );
    }
    this.#tuning = { stepSize: settings.stepSize, metric: diagonalMetric(inverseMassMatrix) };
    this.#averaging = startDualAveraging(settings.stepSize);
    if (settings.numWarmup > 0) this.#restartStepSize(state);
  }

  /** The tuning of the next transition. */
  get tuning(): Tuning {
    return this.#tuning;
  }

  /** Learns from one warmup transition; after the last, the tuning is the one to sample with. */
  learn(state: KernelState, info: TransitionInfo): void {
    const { adaptStepSize, adaptMassMatrix, targetAcceptProb, numWarmup } = this.#settings;
    const draw = this.#draw++;
    if (adaptStepSize) {
      this.#averaging = updateDualAveraging(this.#averaging, info.acceptProb, { targetAcceptProb });
      this.#tuning = { ...this.#tuning, stepSize: this.#averaging.stepSize };
    }
    if (adaptMassMatrix && draw >= this.#schedule.start && draw < this.#schedule.end) {
      this.#estimator.add(state);
      if (this.#schedule.updates.includes(draw)) this.#updateMetric(state);
    }
    if (adaptStepSize && this.#draw === numWarmup) {
      this.#tuning = { ...this.#tuning, stepSize: averagedStepSize(this.#averaging) };
    }
  }

  #updateMetric(state: KernelState): void {
    this.#tuning = { ...this.#tuning, metric: this.#estimator.estimate() };
    this.#estimator.restart();
    this.#restartStepSize(state);
  }

  #restartStepSize(state: KernelState): void {
    if (!this.#settings.adaptStepSize) return;
    if (this.#settings.findHeuristicStepSize) {
      const { stepSize, outcome } = this.#search(state, this.#tuning);
      if (outcome !== "found") throw new UsageError(hopeless[outcome]);
      this.#tuning = { ...this.#tuning, stepSize };
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
