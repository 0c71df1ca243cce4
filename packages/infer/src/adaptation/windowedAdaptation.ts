// Stan's adaptation of the metric: sample variances over windows of doubling length, a new metric after each.
import { diagonalMetric } from "../kernels/diagonalMetric.ts";
import type { KernelState } from "../kernels/kernel.ts";
import type { MetricAdaptation, MetricUpdate } from "./metricAdaptation.ts";
import { shrunkVariance, startWelford, updateWelford, type Welford } from "./welford.ts";
import { type WindowSchedule, windowSchedule } from "./windowSchedule.ts";

export interface WindowedState {
  readonly sums: Welford;
}

export class WindowedAdaptation implements MetricAdaptation {
  readonly #schedule: WindowSchedule;
  #sums: Welford;

  /** @param state of an adaptation that this one is to continue */
  constructor(numWarmup: number, dimension: number, state?: WindowedState) {
    this.#schedule = windowSchedule(numWarmup);
    this.#sums = structuredClone(state?.sums) ?? startWelford(dimension);
  }

  learn(draw: number, { position }: KernelState): MetricUpdate | undefined {
    const { start, end, updates } = this.#schedule;
    if (draw < start || draw >= end) return undefined;
    updateWelford(this.#sums, position);
    if (!updates.includes(draw)) return undefined;
    const metric = diagonalMetric(shrunkVariance(this.#sums));
    this.#sums = startWelford(position.length);
    return { metric, restartStepSize: true };
  }

  snapshot(): WindowedState {
    return { sums: structuredClone(this.#sums) };
  }
}
