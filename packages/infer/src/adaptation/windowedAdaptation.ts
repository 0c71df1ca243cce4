// Stan's adaptation of the metric: sample variances, or covariances of blocks, over windows of doubling length, and a
// new metric after each.
import type { MetricData } from "../kernels/metricData.ts";
import { metricFrom } from "../kernels/metricFrom.ts";
import {
  type CovarianceWindow,
  shrunkCovariances,
  startCovariances,
  updateCovariances,
} from "./covarianceWindow.ts";
import type { LearnedDraw, MetricAdaptation, MetricUpdate } from "./metricAdaptation.ts";
import { type WindowSchedule, windowSchedule } from "./windowSchedule.ts";

export interface WindowedState {
  readonly kind: "windowed";
  readonly window: CovarianceWindow;
}

export class WindowedAdaptation implements MetricAdaptation {
  readonly #schedule: WindowSchedule;
  #window: CovarianceWindow;

  /**
   * @param blocks sets of coordinates whose correlations count
   * @param state of an adaptation that this one is to continue
   */
  constructor(numWarmup: number, dimension: number, blocks: readonly Int32Array[], state?: WindowedState) {
    this.#schedule = windowSchedule(numWarmup);
    this.#window = structuredClone(state?.window) ?? startCovariances(dimension, blocks);
  }

  /** The first window opens later. */
  begin(): undefined {}

  /** Stan's step sizes aim at the same acceptance throughout. */
  settled(): boolean {
    return false;
  }

  learn({ draw, state: { position } }: LearnedDraw): MetricUpdate | undefined {
    const { start, end, updates } = this.#schedule;
    if (draw < start || draw >= end) return undefined;
    updateCovariances(this.#window, position);
    if (!updates.includes(draw)) return undefined;
    const metric = metricFrom(this.#estimate(position.length));
    const blocks = this.#window.blocks.map(({ indices }) => indices);
    this.#window = startCovariances(position.length, blocks);
    return { metric, restartStepSize: true };
  }

  snapshot(): WindowedState {
    return { kind: "windowed", window: structuredClone(this.#window) };
  }

  /** In the simplest form that says it. */
  #estimate(dimension: number): MetricData {
    const { variances, blocks } = shrunkCovariances(this.#window);
    const first = blocks[0];
    if (!first) return { kind: "diagonal", variances };
    const isAll = first.indices.length === dimension && first.indices.every((at, i) => at === i);
    return isAll ? { kind: "dense", covariance: first.covariance } : { kind: "blocks", variances, blocks };
  }
}
