// Replaces draws by the normal scores of their pooled ranks, so that diagnostics exist for heavy-tailed quantities too.
import { type Chains, pool } from "./chains.ts";
import { normalQuantile } from "./normalQuantile.ts";

/**
 * For each draw the standard normal quantile of (rank - 3/8) / (S + 1/4), S the number of draws of all chains;
 * tied draws share their mean rank. The shape of `chains` is kept; no draw may be NaN.
 * Source: Vehtari et al. (2021), "Rank-normalization, folding, and localization", equation 14 (Blom's offset).
 */
export function rankNormalize(chains: Chains): Float64Array[] {
  const sorted = pool(chains).sort();
  const scores = scoresOfSorted(sorted);
  return chains.map((chain) => {
    const out = new Float64Array(chain.length);
    for (let i = 0; i < chain.length; i++) out[i] = scores[firstNotBelow(sorted, chain[i]!)]!;
    return out;
  });
}

/** The score of the value at each position of a sorted array, written at the first position of its run of ties. */
function scoresOfSorted(sorted: Float64Array): Float64Array {
  const n = sorted.length;
  const scores = new Float64Array(n);
  for (let first = 0; first < n; ) {
    let next = first + 1;
    while (next < n && sorted[next] === sorted[first]) next++;
    const rank = (first + 1 + next) / 2;
    scores[first] = normalQuantile((rank - 0.375) / (n + 0.25));
    first = next;
  }
  return scores;
}

/** Index of the first entry that is not below `value` (which occurs in the array). */
function firstNotBelow(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
