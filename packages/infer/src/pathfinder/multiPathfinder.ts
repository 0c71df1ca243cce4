// Multi-path Pathfinder: draws from the normal approximations of several climbs, weighed against the target.
import { foldIn, uniformStream } from "@nutmeg-ppl/compiler/random";
import { exp, UsageError } from "@nutmeg-ppl/compiler/runtime";
import { psis } from "@nutmeg-ppl/diagnostics";
import { startSearch } from "../init/startSearch.ts";
import type { LogDensity } from "../logDensity.ts";
import { bestNormal, drawsOf, type WeighedDraw } from "./climbToNormal.ts";
import { lbfgs } from "./lbfgs.ts";

/** Options of Pathfinder as a user gives them; the names are Stan's in camelCase, and so are the defaults. */
export interface PathfinderOptions {
  /** Climbs from different starts. Default 4. */
  readonly numPaths?: number;
  /** Draws returned. Default 1000. */
  readonly numDraws?: number;
  /** Draws of each path's approximation, from which those are resampled. Default 1000. */
  readonly numDrawsPerPath?: number;
  /** Draws for each estimate of the evidence lower bound. Default 25. */
  readonly numElboDraws?: number;
  /** Steps that the inverse Hessian is made of. Default 5. */
  readonly historySize?: number;
  /** Steps of a climb at most. Default 1000. */
  readonly maxIterations?: number;
}

/** What one climb gave. */
export interface PathSummary {
  /** The evidence lower bound of its approximation; -Infinity where it has none. */
  readonly elbo: number;
  readonly evaluations: number;
  /** Whether the climb reached a mode. */
  readonly converged: boolean;
}

export interface PathfinderDraws {
  /** [numDraws, dimension], row-major, on unconstrained space. */
  readonly positions: Float64Array;
  readonly numDraws: number;
  /** The tail of the importance ratios: above 0.7 the draws do not stand for the posterior, but may still start chains. */
  readonly paretoK: number;
  readonly paths: readonly PathSummary[];
}

/**
 * Zhang, Carpenter, Gelman and Vehtari (2022, JMLR 23(306)), algorithms 1 and 5: of each climb the approximation nearest
 * to the target; the draws of all, resampled with Pareto-smoothed importance weights, with replacement.
 *
 * @param candidate where a climb may start
 * @throws UsageError for an option out of range, or when no path has a usable approximation.
 */
export function multiPathfinder(
  key: Uint32Array,
  density: LogDensity,
  candidate: (key: Uint32Array) => Float64Array,
  options: PathfinderOptions = {},
): PathfinderDraws {
  const {
    numPaths = 4,
    numDraws = 1000,
    numDrawsPerPath = 1000,
    maxIterations,
    historySize: history,
    numElboDraws,
  } = options;
  const counts = { numPaths, numDraws, numDrawsPerPath, maxIterations, historySize: history, numElboDraws };
  for (const [name, value] of Object.entries(counts)) requireCount(name, value ?? 1);
  const draws: WeighedDraw[] = [];
  const paths = Array.from({ length: numPaths }, (_, i): PathSummary => {
    const pathKey = foldIn(key, i + 1);
    const search = startSearch(foldIn(pathKey, 0), density, candidate);
    if (!search.found) return { elbo: -Infinity, evaluations: search.tries, converged: false };
    const climb = lbfgs(density, search.start, { maxIterations, history });
    const best = bestNormal(foldIn(pathKey, 1), density, climb, { numElboDraws, history });
    if (best) draws.push(...drawsOf(foldIn(pathKey, 2), density, best.approximation, numDrawsPerPath));
    const evaluations = search.tries + climb.evaluations + (best ? best.evaluations + numDrawsPerPath : 0);
    return { elbo: best?.elbo ?? -Infinity, evaluations, converged: climb.converged };
  });
  return { ...resampled(foldIn(key, 0), draws, numDraws, density.dimension), paths };
}

function requireCount(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new UsageError(`pathfinder: ${name} must be a whole number, 1 or more, not ${value}.`);
}

function resampled(key: Uint32Array, draws: readonly WeighedDraw[], count: number, dimension: number) {
  const usable = draws.filter(({ logTarget }) => Number.isFinite(logTarget));
  if (usable.length === 0) {
    throw new UsageError(
      "pathfinder: no climb found a normal distribution on which the log density is finite. " +
        "Look for sites whose densities jump or whose gradients are not finite, or sample with MCMC instead.",
    );
  }
  const ratios = Float64Array.from(usable, ({ logTarget, logApproximation }) => logTarget - logApproximation);
  const { logWeights, paretoK } = psis(ratios);
  const chosen = choices(uniformStream(key), logWeights, count);
  const positions = new Float64Array(count * dimension);
  chosen.forEach((index, row) => {
    positions.set(usable[index]!.position, row * dimension);
  });
  return { positions, numDraws: count, paretoK };
}

/** Indices drawn with the probabilities that the weights, which sum to 1, are. */
function choices(uniform: () => number, logWeights: Float64Array, count: number): Int32Array {
  const cumulative = logWeights.map(exp);
  for (let i = 1; i < cumulative.length; i++) cumulative[i]! += cumulative[i - 1]!;
  const total = cumulative[cumulative.length - 1]!;
  return Int32Array.from({ length: count }, () => {
    const at = uniform() * total;
    let [low, high] = [0, cumulative.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle]! > at) high = middle;
      else low = middle + 1;
    }
    return low;
  });
}
