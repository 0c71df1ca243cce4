// The climb from a start to a mode of a log density by L-BFGS, and the path that it took. No distribution is fitted here.
import { type Attempt, isUsable } from "../init/startSearch.ts";
import type { LogDensity } from "../logDensity.ts";
import { lineSearch } from "./lineSearch.ts";
import { addScaled, difference, dot } from "./vectors.ts";

/** What one step of the climb taught of the curvature. */
export interface Update {
  /** The step. */
  readonly s: Float64Array;
  /** The fall of the gradient over it. */
  readonly z: Float64Array;
  readonly sz: number;
}

export interface Climb {
  /** From the start to the last point, rising. */
  readonly points: readonly Attempt[];
  /** The last of them. */
  readonly top: Attempt;
  readonly evaluations: number;
  /** Whether the last point is a mode, as far as can be told; false where the climb was cut off or found no way up. */
  readonly converged: boolean;
}

export interface ClimbOptions {
  /** Steps at most. Default 1000. */
  readonly maxIterations?: number | undefined;
  /** Steps that the estimate of the curvature is made of. Default 5, as in Stan. */
  readonly history?: number | undefined;
  /** Stops when the estimated distance from the top, in units of log density, falls below this. Default 1e-8. */
  readonly tolerance?: number | undefined;
}

/** L-BFGS with the two-loop recursion (Nocedal and Wright 2006, algorithms 7.4 and 7.5). `start` must be usable. */
export function lbfgs(density: LogDensity, start: Attempt, options: ClimbOptions = {}): Climb {
  const { maxIterations = 1000, history = 5, tolerance = 1e-8 } = options;
  const points = [start];
  let updates: Update[] = [];
  let evaluations = 0;
  let converged = false;
  let from = start;
  while (points.length <= maxIterations && !converged) {
    const direction = newtonDirection(updates, from.gradient);
    const rise = dot(direction, from.gradient);
    const first = updates.length > 0 ? 1 : 1 / Math.sqrt(dot(from.gradient, from.gradient));
    const found = rise > 0 ? lineSearch(density, from, direction, Math.min(1, first)) : undefined;
    evaluations += found?.evaluations ?? 0;
    const to = found?.point;
    // At the top no step rises: rounding hides what is left.
    if (!to || to.logDensity - from.logDensity <= ROUNDING * Math.abs(from.logDensity)) {
      converged = rise <= Math.max(tolerance, 1e3 * ROUNDING * Math.abs(from.logDensity));
      if (to) points.push(to);
      from = to ?? from;
      if (converged || updates.length === 0) break;
      updates = [];
      continue;
    }
    updates = remember(updates, from, to, history);
    points.push(to);
    from = to;
    converged = updates.length > 0 && dot(newtonDirection(updates, to.gradient), to.gradient) < tolerance;
  }
  return { points, top: from, evaluations, converged };
}

const ROUNDING = Number.EPSILON;

/** The step as an update; undefined where the density is not concave along it, or nearly flat (Zhang et al., algorithm 3). */
export function updateOf(from: Attempt, to: Attempt): Update | undefined {
  const s = difference(to.position, from.position);
  const z = difference(from.gradient, to.gradient);
  const sz = dot(s, z);
  return sz > 0 && dot(z, z) < 1e12 * sz ? { s, z, sz } : undefined;
}

function remember(updates: Update[], from: Attempt, to: Attempt, history: number): Update[] {
  const update = updateOf(from, to);
  return update ? [...updates, update].slice(-history) : updates;
}

/** The gradient times the estimate of the inverse of minus the Hessian. */
function newtonDirection(updates: readonly Update[], gradient: Float64Array): Float64Array {
  const direction = gradient.slice();
  const shares = new Float64Array(updates.length);
  for (let i = updates.length - 1; i >= 0; i--) {
    const { s, z, sz } = updates[i]!;
    shares[i] = dot(s, direction) / sz;
    addScaled(direction, -shares[i]!, z);
  }
  const last = updates.at(-1);
  if (last) {
    const scale = last.sz / dot(last.z, last.z);
    for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  }
  updates.forEach(({ s, z, sz }, i) => {
    addScaled(direction, shares[i]! - dot(z, direction) / sz, s);
  });
  return direction;
}

/** The log density at a position, for a climb to start from; undefined where it is not finite. */
export function attemptAt(density: LogDensity, position: Float64Array): Attempt | undefined {
  const gradient = new Float64Array(density.dimension);
  const attempt = { position, logDensity: density.evaluate(position, gradient), gradient };
  return isUsable(attempt) ? attempt : undefined;
}
