// Single-path Pathfinder: of the normal approximations along a climb, the one nearest to the target.
import { fillStandardNormals, foldIn } from "@nutmeg-ppl/compiler/random";
import type { LogDensity } from "../logDensity.ts";
import { type Climb, type Update, updateOf } from "./lbfgs.ts";
import { type NormalApproximation, nextDiagonal, normalApproximation } from "./normalApproximation.ts";

/** A draw of an approximation with both log densities: the target's up to its constant. */
export interface WeighedDraw {
  readonly position: Float64Array;
  readonly logTarget: number;
  readonly logApproximation: number;
}

export interface BestNormal {
  readonly approximation: NormalApproximation;
  /** The evidence lower bound: the mean of log target less log approximation over the draws of the approximation. */
  readonly elbo: number;
  readonly evaluations: number;
}

export interface ElboOptions {
  /** Draws for each estimate of the evidence lower bound. Default 25, as in Stan. */
  readonly numElboDraws?: number | undefined;
  readonly history?: number | undefined;
  /** How many of the last points of the climb to try. Default all. */
  readonly last?: number | undefined;
}

/**
 * The approximation of the largest evidence lower bound among those at the points of a climb (Zhang et al. 2022,
 * algorithms 1 and 2). Undefined when no point has a usable one.
 */
export function bestNormal(
  key: Uint32Array,
  density: LogDensity,
  { points }: Climb,
  { numElboDraws = 25, history = 5, last = Infinity }: ElboOptions = {},
): BestNormal | undefined {
  let diagonal: Float64Array = new Float64Array(density.dimension).fill(1);
  let updates: Update[] = [];
  let best: Omit<BestNormal, "evaluations"> | undefined;
  let tried = 0;
  for (let i = 1; i < points.length; i++) {
    const at = points[i]!;
    const update = updateOf(points[i - 1]!, at);
    if (update) {
      diagonal = nextDiagonal(diagonal, update);
      updates = [...updates, update].slice(-history);
    }
    const approximation = i >= points.length - last ? normalApproximation(at, diagonal, updates) : undefined;
    if (!approximation) continue;
    tried++;
    const elbo = elboOf(drawsOf(foldIn(key, i), density, approximation, numElboDraws));
    if (!best || elbo > best.elbo) best = { approximation, elbo };
  }
  return best && Number.isFinite(best.elbo) ? { ...best, evaluations: tried * numElboDraws } : undefined;
}

/** Independent draws of an approximation, weighed. */
export function drawsOf(
  key: Uint32Array,
  density: LogDensity,
  approximation: NormalApproximation,
  count: number,
): WeighedDraw[] {
  const gradient = new Float64Array(density.dimension);
  const normals = new Float64Array(density.dimension * count);
  fillStandardNormals(key, normals);
  return Array.from({ length: count }, (_, i) => {
    const { position, logDensity } = approximation.draw(
      normals.subarray(i * density.dimension, (i + 1) * density.dimension),
    );
    return { position, logTarget: density.evaluate(position, gradient), logApproximation: logDensity };
  });
}

/** -Infinity when a draw lies where the target has no density. */
function elboOf(draws: readonly WeighedDraw[]): number {
  const sum = draws.reduce(
    (total, { logTarget, logApproximation }) => total + logTarget - logApproximation,
    0,
  );
  return Number.isNaN(sum) ? -Infinity : sum / draws.length;
}
