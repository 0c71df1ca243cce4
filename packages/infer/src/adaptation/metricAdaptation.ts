// The contract of what learns a metric from warmup transitions. Each way of learning has a file of its own and keeps
// its own time; the step size is not its business.
import type { KernelState, TransitionInfo } from "../kernels/kernel.ts";
import type { Metric } from "../kernels/metric.ts";
import type { OverlappingState } from "./overlappingAdaptation.ts";
import type { WindowedState } from "./windowedAdaptation.ts";

/** All that an adaptation remembers: plain data that can be kept and sent. */
export type MetricAdaptationState = WindowedState | OverlappingState;

/** One warmup transition. */
export interface LearnedDraw {
  /** Counted from 0. */
  readonly draw: number;
  readonly state: KernelState;
  /** Whether the state differs from the one before. */
  readonly moved: boolean;
  readonly info: TransitionInfo;
}

export interface MetricUpdate {
  readonly metric: Metric;
  /** Whether the step sizes learned so far say nothing about this metric. */
  readonly restartStepSize: boolean;
}

export interface MetricAdaptation {
  /** Learns from the state in which warmup begins; gives the variances to begin with, if it can say. */
  begin(state: KernelState): Float64Array | undefined;
  /** Whether the metric will hardly change from this draw on, so that the step size should be settled. */
  settled(draw: number): boolean;
  /** Learns from a transition that was made with the metric `present`; gives a metric when there is a new one. */
  learn(transition: LearnedDraw, present: Metric): MetricUpdate | undefined;
  snapshot(): MetricAdaptationState;
}
