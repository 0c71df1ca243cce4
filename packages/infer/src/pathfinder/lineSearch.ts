// A step along a direction of ascent that satisfies the weak Wolfe conditions. Knows nothing of how directions are found.
import { type Attempt, isUsable } from "../init/startSearch.ts";
import type { LogDensity } from "../logDensity.ts";
import { addScaled, dot } from "./vectors.ts";

/** Nocedal and Wright (2006), section 3.1: the values for quasi-Newton directions. */
const SUFFICIENT = 1e-4;
const CURVATURE = 0.9;
const MAX_EVALUATIONS = 30;

/** A point of the ray, its distance, and the log density's slope along the ray. */
interface Probe extends Attempt {
  readonly step: number;
  readonly slope: number;
}

export interface LineSearch {
  /** Undefined when no step raises the log density. */
  readonly point: Attempt | undefined;
  readonly evaluations: number;
}

/**
 * Doubles the step until one is too long, then narrows the bracket (Lewis and Overton 2013, Math. Program. 141,
 * algorithm 2.6, with cubic interpolation in the place of bisection). Where the log density or its gradient is not
 * finite, the step was too long. The curvature condition makes the next estimate of the Hessian definite.
 */
export function lineSearch(
  density: LogDensity,
  from: Attempt,
  direction: Float64Array,
  first: number,
): LineSearch {
  const start: Probe = { ...from, step: 0, slope: dot(from.gradient, direction) };
  let low = start;
  let high: Probe | undefined;
  let step = first;
  for (let evaluations = 1; evaluations <= MAX_EVALUATIONS; evaluations++) {
    const probe = probeAt(density, from.position, direction, step);
    const enough = probe.logDensity >= start.logDensity + SUFFICIENT * step * start.slope;
    if (!isUsable(probe) || !enough) high = probe;
    else if (probe.slope <= CURVATURE * start.slope) return { point: probe, evaluations };
    else low = probe;
    step = high ? between(low, high) : 2 * step;
  }
  return { point: low === start ? undefined : low, evaluations: MAX_EVALUATIONS };
}

function probeAt(density: LogDensity, origin: Float64Array, direction: Float64Array, step: number): Probe {
  const position = origin.slice();
  addScaled(position, step, direction);
  const gradient = new Float64Array(origin.length);
  const logDensity = density.evaluate(position, gradient);
  return { position, gradient, logDensity, step, slope: dot(gradient, direction) };
}

/** The maximum of the cubic through both ends' values and slopes, kept off the ends; the middle where there is none. */
function between(low: Probe, high: Probe): number {
  const width = high.step - low.step;
  const secant = (3 * (high.logDensity - low.logDensity)) / width;
  const a = low.slope + high.slope - secant;
  const discriminant = a * a - low.slope * high.slope;
  const root = Math.sqrt(discriminant);
  const share = (root - a + low.slope) / (2 * root + low.slope - high.slope);
  return low.step + width * (share >= 0.1 && share <= 0.9 ? share : 0.5);
}
