// Looks for the modes of a log density by climbs from several starts, and for the one that holds the most mass.
import { foldIn } from "@nutmeg-ppl/compiler/random";
import type { FoundMode } from "@nutmeg-ppl/model";
import type { LogDensity } from "../logDensity.ts";
import { type BestNormal, bestNormal } from "../pathfinder/climbToNormal.ts";
import { attemptAt, type Climb, lbfgs } from "../pathfinder/lbfgs.ts";

export interface ModeSearch {
  /** Those whose mass was estimated, the largest first. */
  readonly modes: readonly (FoundMode & {
    readonly normal: BestNormal | undefined;
    readonly top: Float64Array;
  })[];
  /** Evaluations of the density. */
  readonly evaluations: number;
}

/** A place to climb from. */
export type Candidate = (key: Uint32Array) => Float64Array;

// Enough: a mode that half of the climbs reach is missed by 8 with probability 0.4 %.
const FEWEST_CLIMBS = 8;
const MOST_CLIMBS = 24;
/** Climbs that must have reached the highest mode before the search ends early. */
const CONFIRMATIONS = 3;
/** Climbs whose ends differ by less in log density have reached the same mode, or one with other labels. */
const SAME_MODE = 0.1;
/** Modes whose mass is estimated, the highest first. */
const COMPARED = 3;

/**
 * Climbs by L-BFGS from candidates of each kind in turn; then compares the evidence lower bounds of normal approximations
 * to the highest modes, since a high mode may be narrow. Undefined when no candidate has a finite density.
 */
export function findModes(
  key: Uint32Array,
  density: LogDensity,
  candidates: readonly Candidate[],
): ModeSearch | undefined {
  const found: { climb: Climb; climbs: number }[] = [];
  let evaluations = 0;
  for (let i = 0; i < MOST_CLIMBS; i++) {
    const start = attemptAt(density, candidates[i % candidates.length]!(foldIn(key, i)));
    if (!start) continue;
    const climb = lbfgs(density, start, { maxIterations: 200 });
    evaluations += climb.evaluations + 1;
    const same = found.find((other) => Math.abs(heightOf(other.climb) - heightOf(climb)) < SAME_MODE);
    if (same) same.climbs++;
    else found.push({ climb, climbs: 1 });
    found.sort((a, b) => heightOf(b.climb) - heightOf(a.climb));
    if (i + 1 >= FEWEST_CLIMBS && found[0]!.climbs >= CONFIRMATIONS) break;
  }
  if (found.length === 0) return undefined;
  // A climb that was cut off on its way up would pass for a mode of its own.
  const tops = found.filter(({ climb }, i) => i === 0 || climb.converged);
  const modes = tops.slice(0, COMPARED).map(({ climb, climbs }, i) => {
    const normal = bestNormal(foldIn(key, MOST_CLIMBS + i), density, climb, { numElboDraws: 10, last: 10 });
    evaluations += normal?.evaluations ?? 0;
    return {
      logDensity: heightOf(climb),
      elbo: normal?.elbo ?? -Infinity,
      climbs,
      normal,
      top: climb.top.position,
    };
  });
  return { modes: modes.sort((a, b) => b.elbo - a.elbo), evaluations };
}

const heightOf = ({ top }: Climb): number => top.logDensity;
