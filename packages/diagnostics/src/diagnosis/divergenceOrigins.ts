// Where divergences begin: which quantities have unusual values at the draws that divergent trajectories started from.
import { argsort, inOrder } from "../argsort.ts";
import { type Chains, pool } from "../chains.ts";
import { medianOfSorted } from "../quantile.ts";

/** How the values of a scalar at the starts of divergences differ from all its draws. */
export interface DivergenceOrigin {
  readonly name: string;
  /** Lower or higher than usual, or out in both tails, or closer to the middle. */
  readonly where: "low" | "high" | "far out" | "in the middle";
  /** Medians: at the starts of divergences, and of all draws. */
  readonly medianThere: number;
  readonly median: number;
  /** In standard errors of what as many random draws would show. */
  readonly score: number;
}

/** Below it a difference is not worth naming. */
const NOTABLE = 3;

/** The places in the pooled draws from which divergent transitions started: the draw before, in the same chain. */
function starts(diverging: readonly ArrayLike<number>[]): number[] {
  const places: number[] = [];
  let offset = 0;
  for (const chain of diverging) {
    for (let i = 1; i < chain.length; i++) if (chain[i]) places.push(offset + i - 1);
    offset += chain.length;
  }
  return places;
}

function origin(name: string, chains: Chains, places: readonly number[]): DivergenceOrigin | undefined {
  const draws = pool(chains);
  const order = argsort(draws);
  const sorted = inOrder(draws, order);
  if (sorted[0] === sorted.at(-1)) return undefined;
  const share = new Float64Array(draws.length);
  order.forEach((place, rank) => {
    share[place] = (rank + 0.5) / draws.length - 0.5;
  });
  const n = places.length;
  const moment = (power: number) =>
    places.reduce((sum, place) => sum + (share[place] as number) ** power, 0) / n;
  // The share of draws below a random draw is uniform: variance 1 / 12, and 1 / 180 of its square.
  const shift = moment(1) * Math.sqrt(12 * n);
  const spread = (moment(2) - 1 / 12) * Math.sqrt(180 * n);
  // One tail alone is out of the middle as well.
  const shifted = Math.abs(shift) >= Math.min(NOTABLE, Math.abs(spread));
  const there = Float64Array.from(places, (place) => draws[place] as number).sort();
  return {
    name,
    where: shifted ? (shift < 0 ? "low" : "high") : spread > 0 ? "far out" : "in the middle",
    medianThere: medianOfSorted(there),
    median: medianOfSorted(sorted),
    score: Math.max(Math.abs(shift), Math.abs(spread)),
  };
}

/**
 * The scalars whose values are unusual where divergences begin, the most unusual first.
 * @param scalars draws by chain
 * @param diverging by chain, for each draw whether its transition diverged: nothing thinned away
 */
export function divergenceOrigins(
  scalars: ReadonlyMap<string, Chains>,
  diverging: readonly ArrayLike<number>[],
): DivergenceOrigin[] {
  const places = starts(diverging);
  if (places.length === 0) return [];
  return [...scalars]
    .map(([name, chains]) => origin(name, chains, places))
    .filter((one) => one !== undefined)
    .filter(({ score }) => score >= NOTABLE)
    .sort((a, b) => b.score - a.score);
}
