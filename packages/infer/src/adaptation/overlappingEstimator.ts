// The contract of what estimates a metric from draws and their gradients, in two windows that overlap. When to use which
// is overlappingAdaptation.ts's business.
import type { KernelState } from "../kernels/kernel.ts";
import type { Metric } from "../kernels/metric.ts";
import type { DiagonalWindowsState } from "./diagonalWindows.ts";
import type { LowRankFisherState } from "./lowRankFisher.ts";

/** All that an estimator remembers: plain data. */
export type OverlappingEstimatorState = DiagonalWindowsState | LowRankFisherState;

export interface OverlappingEstimator {
  /** How many draws the metric is estimated from. */
  readonly foreground: number;
  /** How many of them are kept when the older ones are forgotten. */
  readonly background: number;
  add(state: KernelState): void;
  /** Forgets the draws that are in the foreground alone; the background begins anew. */
  shift(): void;
  /** The metric that the foreground suggests; what it says nothing about is as in `present`. */
  estimate(present: Metric): Metric;
  snapshot(): OverlappingEstimatorState;
}
