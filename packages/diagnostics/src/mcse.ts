// Monte Carlo standard errors: how far an estimate from these draws may be from the posterior's own value.
import { betaQuantile } from "./betaQuantile.ts";
import { type Chains, isDiagnosable, pool } from "./chains.ts";
import { essMean, essQuantile, squaredDeviations } from "./ess.ts";
import { mean, variance } from "./moments.ts";

// All of them are in the unit of the draws, take one chain or more, and are NaN where `isDiagnosable` says so.

/**
 * Standard error of the posterior mean: sd / sqrt(essMean); 0 for a constant quantity.
 * As ArviZ `mcse(method="mean")`.
 */
export function mcseMean(chains: Chains): number {
  return isDiagnosable(chains) ? Math.sqrt(variance(pool(chains)) / essMean(chains)) : Number.NaN;
}

/**
 * Standard error of the posterior sd, by the delta method from the error of the variance; NaN for a constant
 * quantity. As ArviZ `mcse(method="sd")`. Source: Kenney and Keeping (1951), section 7.8, as cited there.
 */
export function mcseSd(chains: Chains): number {
  if (!isDiagnosable(chains)) return Number.NaN;
  const squares = squaredDeviations(chains);
  const pooled = pool(squares);
  const secondMoment = mean(pooled);
  const fourthMoment = mean(pooled.map((square) => square * square));
  const varianceOfVariance = (fourthMoment - secondMoment * secondMoment) / essMean(squares);
  return Math.sqrt(varianceOfVariance / secondMoment / 4);
}

/**
 * Standard error of the quantile at `prob`: half the distance between the order statistics at the 16 % and 84 %
 * points of that quantile's probability, which is Beta(ess * prob + 1, ess * (1 - prob) + 1).
 * As ArviZ `mcse(method="quantile")`; Vehtari et al. (2021), section 4.4. Throws a UsageError for a `prob`
 * outside [0, 1].
 */
export function mcseQuantile(chains: Chains, prob: number): number {
  const ess = essQuantile(chains, prob);
  if (Number.isNaN(ess)) return Number.NaN;
  const sorted = pool(chains).sort();
  const n = sorted.length;
  const position = (p: number) => betaQuantile(p, ess * prob + 1, ess * (1 - prob) + 1) * n - 1;
  const low = Math.floor(Math.max(position(0.1586553), 0));
  const high = Math.ceil(Math.min(position(0.8413447), n - 1));
  return (sorted[high]! - sorted[low]!) / 2;
}
