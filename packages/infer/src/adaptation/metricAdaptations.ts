// The adaptations of the metric by the names of the option `metric`. A new one adds a row here and its file.
import {
  DiagonalWindows,
  type DiagonalWindowsState,
  drawVariance,
  fisherVariance,
  type VarianceOf,
} from "./diagonalWindows.ts";
import { LowRankFisher, type LowRankFisherState } from "./lowRankFisher.ts";
import type { MetricAdaptation, MetricAdaptationState } from "./metricAdaptation.ts";
import { OverlappingAdaptation, type OverlappingState } from "./overlappingAdaptation.ts";
import { WindowedAdaptation, type WindowedState } from "./windowedAdaptation.ts";

export interface MetricPlan {
  readonly numWarmup: number;
  readonly dimension: number;
  /** For "blocks": the coordinates of each. */
  readonly blocks: readonly Int32Array[];
  /** Of an adaptation of this kind, which this one is to continue. */
  readonly state: MetricAdaptationState | undefined;
}

export const metricAdaptations = {
  diagonal: (plan) => diagonal(plan, drawVariance),
  fisher: (plan) => diagonal(plan, fisherVariance),
  // An estimate is dear, and nuts-rs makes one in twenty draws.
  lowRank: ({ numWarmup, state }) => {
    const resumed = state as OverlappingState | undefined;
    const estimator = new LowRankFisher(resumed?.estimator as LowRankFisherState | undefined);
    return new OverlappingAdaptation(numWarmup, estimator, 20, resumed);
  },
  welford: (plan) => windowed(plan, []),
  dense: (plan) => windowed(plan, [Int32Array.from({ length: plan.dimension }, (_, i) => i)]),
  blocks: (plan) => windowed(plan, plan.blocks),
} satisfies Record<string, (plan: MetricPlan) => MetricAdaptation>;

function diagonal({ numWarmup, dimension, state }: MetricPlan, varianceOf: VarianceOf): MetricAdaptation {
  const resumed = state as OverlappingState | undefined;
  const windows = resumed?.estimator as DiagonalWindowsState | undefined;
  return new OverlappingAdaptation(
    numWarmup,
    new DiagonalWindows(dimension, varianceOf, windows),
    1,
    resumed,
  );
}

function windowed(
  { numWarmup, dimension, state }: MetricPlan,
  blocks: readonly Int32Array[],
): MetricAdaptation {
  return new WindowedAdaptation(numWarmup, dimension, blocks, state as WindowedState | undefined);
}
