// The leapfrog (Stormer-Verlet) integrator, split at the gradient so that a caller may evaluate it elsewhere.
// Time reversible and volume preserving; the energy error over a fixed time is of order stepSize^2.
import type { LogDensity } from "../logDensity.ts";
import type { Metric } from "./metric.ts";
import type { PhasePoint } from "./phasePoint.ts";

/** One step of `stepSize` (negative: backwards in time) from `from` to `to`, two different points of one memory. */
export function leapfrog(
  density: LogDensity,
  memory: Float64Array,
  metric: Metric,
  stepSize: number,
  from: PhasePoint,
  to: PhasePoint,
): void {
  startLeapfrog(memory, metric, stepSize, from, to);
  to.logDensity = density.evaluate(to.position, to.gradient);
  finishLeapfrog(memory, metric, stepSize, to);
}

/** The half before the gradient: leaves `to` with a position that wants evaluation. */
export function startLeapfrog(
  memory: Float64Array,
  metric: Metric,
  stepSize: number,
  from: PhasePoint,
  to: PhasePoint,
): void {
  metric.kickAndDrift(memory, stepSize, from.at, to.at);
}

/** The half after the gradient: momentum, velocity and energy (NaN when the log density or the gradient is). */
export function finishLeapfrog(memory: Float64Array, metric: Metric, stepSize: number, to: PhasePoint): void {
  to.energy = metric.kickAndMeasure(memory, 0.5 * stepSize, to.at) - to.logDensity;
}
