// The contract of what learns a metric from warmup transitions. Each way of learning has a file of its own and keeps
// its own time; the step size is not its business.
import type { KernelState } from "../kernels/kernel.ts";
import type { Metric } from "../kernels/metric.ts";
import type { WindowedState } from "./windowedAdaptation.ts";

/** All that an adaptation remembers: plain data that can be kept and sent. */
export type MetricAdaptationState = WindowedState;

export interface MetricUpdate {
  readonly metric: Metric;
  /** Whether the step sizes learned so far say nothing about this metric. */
  readonly restartStepSize: boolean;
}

export interface MetricAdaptation {
  /** Learns from the state after warmup transition `draw`, counted from 0; gives a metric when there is a new one. */
  learn(draw: number, state: KernelState): MetricUpdate | undefined;
  snapshot(): MetricAdaptationState;
}
