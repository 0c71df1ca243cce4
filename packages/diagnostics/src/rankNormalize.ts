// Replaces draws by the normal scores of their pooled ranks: diagnostics then exist for heavy tails too.
import { argsort } from "./argsort.ts";
import { type Chains, pool } from "./chains.ts";
import { normalQuantile } from "./normalQuantile.ts";

/**
 * For each draw the standard normal quantile of (rank - 3/8) / (S + 1/4), S the number of draws of all chains;
 * tied draws share their mean rank. The shape of `chains` is kept; no draw may be NaN. `order` is the `argsort`
 * of the pooled draws, for callers that have it.
 * Source: Vehtari et al. (2021), "Rank-normalization, folding, and localization", equation 14 (Blom's offset).
 */
export function rankNormalize(chains: Chains, order = argsort(pool(chains))): Float64Array[] {
  const scores = normalScores(pool(chains), order);
  let offset = 0;
  return chains.map((chain) => {
    offset += chain.length;
    return scores.subarray(offset - chain.length, offset);
  });
}

function normalScores(values: Float64Array, order: Uint32Array): Float64Array {
  const n = values.length;
  const scores = new Float64Array(n);
  for (let first = 0; first < n; ) {
    let next = first + 1;
    while (next < n && values[order[next]!] === values[order[first]!]) next++;
    const rank = (first + 1 + next) / 2;
    const score = normalQuantile((rank - 0.375) / (n + 0.25));
    for (; first < next; first++) scores[order[first]!] = score;
  }
  return scores;
}
