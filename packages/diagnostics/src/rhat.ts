// R-hat: how much wider the chains are together than each is alone. 1 when they agree.
import { argsort, inOrder } from "./argsort.ts";
import { type Chains, hasNaN, isDiagnosable, numDraws, pool } from "./chains.ts";
import { mean, variance } from "./moments.ts";
import { medianOfSorted } from "./quantile.ts";
import { rankNormalize } from "./rankNormalize.ts";
import { splitChains } from "./splitChains.ts";

/**
 * Rank-normalized split R-hat: the larger of the R-hat of the draws' ranks (location) and of the ranks of their
 * distances from the median (scale). Needs two chains; NaN for one chain, fewer than 4 draws a chain, a NaN
 * draw or a constant quantity; Infinity for chains stuck at different values.
 * Source: Vehtari et al. (2021), section 4; ArviZ `rhat(method="rank")`.
 */
export function rhat(chains: Chains): number {
  if (!isDiagnosable(chains, 2)) return Number.NaN;
  const split = splitChains(chains);
  const order = argsort(pool(split));
  return rhatOfRanks(rankNormalize(split, order), split, order);
}

/** `rhat` from split chains, the rank-normalized draws and the order of the pooled ones being at hand. */
export function rhatOfRanks(ranks: Chains, split: Chains, order: Uint32Array): number {
  const location = potentialScaleReduction(ranks);
  const scale = potentialScaleReduction(rankNormalize(fold(split, order)));
  // As in ArviZ, a NaN scale (two values, equally far from the median) is passed over.
  return Number.isNaN(scale) ? location : Math.max(location, scale);
}

/**
 * Classic split R-hat, without ranks: NumPyro's `split_gelman_rubin`, ArviZ `rhat(method="split")`. One chain will
 * do, its halves being compared. NaN for fewer than 4 draws a chain, a NaN draw or a constant quantity.
 * Source: Gelman et al. (2013), Bayesian Data Analysis, third edition, section 11.4.
 */
export function splitRhat(chains: Chains): number {
  if (numDraws(chains) < 4 || chains.some(hasNaN)) return Number.NaN;
  return potentialScaleReduction(splitChains(chains));
}

/** sqrt(pooled variance estimate / mean variance within chains), of chains taken as they are. */
function potentialScaleReduction(chains: Chains): number {
  const n = numDraws(chains);
  const means = chains.map((chain) => mean(chain));
  const within = mean(chains.map((chain, c) => variance(chain, means[c])));
  return Math.sqrt(variance(means) / within + (n - 1) / n);
}

/** Distances from the pooled median. */
function fold(chains: Chains, order: Uint32Array): Float64Array[] {
  const median = medianOfSorted(inOrder(pool(chains), order));
  return chains.map((chain) => {
    const out = new Float64Array(chain.length);
    for (let i = 0; i < out.length; i++) out[i] = Math.abs(chain[i]! - median);
    return out;
  });
}
