// Effective sample sizes for what is read off a posterior: its bulk, tails, mean, sd and quantiles.
import { type Chains, isDiagnosable, pool } from "./chains.ts";
import { effectiveSampleSize } from "./effectiveSampleSize.ts";
import { UsageError } from "./errors.ts";
import { mean } from "./moments.ts";
import { quantileOfSorted } from "./quantile.ts";
import { rankNormalize } from "./rankNormalize.ts";
import { splitChains } from "./splitChains.ts";

// All of them split the chains first, take one chain or more, and are NaN where `isDiagnosable` says so.
// Definitions: Vehtari et al. (2021), section 4, as in ArviZ 0.23.

/**
 * Effective sample size of the rank-normalized draws: how well the bulk of the posterior is explored.
 * As ArviZ `ess(method="bulk")`.
 */
export function essBulk(chains: Chains): number {
  return isDiagnosable(chains) ? effectiveSampleSize(rankNormalize(splitChains(chains))) : Number.NaN;
}

/** The smaller of the effective sample sizes of the 5 % and the 95 % quantile. As ArviZ `ess(method="tail")`. */
export function essTail(chains: Chains): number {
  return isDiagnosable(chains) ? essTailOfSorted(chains, pool(chains).sort()) : Number.NaN;
}

/** `essTail` where the pooled draws are at hand in ascending order. */
export function essTailOfSorted(chains: Chains, sorted: Float64Array): number {
  return Math.min(
    essBelow(chains, quantileOfSorted(sorted, 0.05)),
    essBelow(chains, quantileOfSorted(sorted, 0.95)),
  );
}

/** Effective sample size for the posterior mean. As ArviZ `ess(method="mean")`. */
export function essMean(chains: Chains): number {
  return isDiagnosable(chains) ? effectiveSampleSize(splitChains(chains)) : Number.NaN;
}

/**
 * Effective sample size for the posterior sd: that of the squared deviations from the mean.
 * As ArviZ `ess(method="sd")`.
 */
export function essSd(chains: Chains): number {
  return isDiagnosable(chains) ? effectiveSampleSize(splitChains(squaredDeviations(chains))) : Number.NaN;
}

/**
 * Effective sample size for the quantile at `prob`: that of the indicator "draw <= quantile".
 * As ArviZ `ess(method="quantile")`. Throws a UsageError for a `prob` outside [0, 1].
 */
export function essQuantile(chains: Chains, prob: number): number {
  if (!(prob >= 0 && prob <= 1)) {
    throw new UsageError(
      `essQuantile: prob must lie in [0, 1], but is ${prob}: pass 0.05 for the 5 % quantile.`,
    );
  }
  return isDiagnosable(chains) ? essBelow(chains, quantileOfSorted(pool(chains).sort(), prob)) : Number.NaN;
}

/** The chains of (draw - mean)^2, the mean being that of all chains together. */
export function squaredDeviations(chains: Chains): Float64Array[] {
  const center = mean(pool(chains));
  return chains.map((chain) => {
    const out = new Float64Array(chain.length);
    for (let i = 0; i < out.length; i++) out[i] = (chain[i]! - center) * (chain[i]! - center);
    return out;
  });
}

function essBelow(chains: Chains, bound: number): number {
  const indicators = chains.map((chain) => {
    const out = new Float64Array(chain.length);
    for (let i = 0; i < out.length; i++) out[i] = chain[i]! <= bound ? 1 : 0;
    return out;
  });
  return effectiveSampleSize(splitChains(indicators));
}
