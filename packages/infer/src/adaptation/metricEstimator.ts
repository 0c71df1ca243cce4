// The contract of what learns a metric from warmup transitions. Estimators have files of their own; when they are fed
// and asked is the schedule's business.
import type { KernelState } from "../kernels/kernel.ts";
import type { Metric } from "../kernels/metric.ts";

export interface MetricEstimator {
  /** Learns from the state after one transition. */
  add(state: KernelState): void;
  /** The metric that the states since the last restart suggest. */
  estimate(): Metric;
  /** Forgets all states. */
  restart(): void;
}
