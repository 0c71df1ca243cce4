// The effective sample size of the mean of chains taken as they are. The public variants, which split and
// transform the chains first, are in ess.ts.
import { meanAutocovariance } from "./autocovariance.ts";
import { type Chains, numDraws } from "./chains.ts";
import { mean, variance } from "./moments.ts";

/** Below this range a quantity counts as constant: `numpy.finfo(float).resolution`, as in ArviZ. */
const constantRange = 1e-15;

/**
 * C * N over the integrated autocorrelation time, at most C * N * log10(C * N); C * N for a constant quantity.
 * At least two draws a chain. Source: Vehtari et al. (2021), equations 10 to 13; ArviZ `ess(method="identity")`.
 */
export function effectiveSampleSize(chains: Chains): number {
  const n = numDraws(chains);
  const total = chains.length * n;
  if (isConstant(chains)) return total;
  const covariance = meanAutocovariance(chains);
  const within = (covariance[0]! * n) / (n - 1);
  const between = chains.length > 1 ? variance(chains.map((chain) => mean(chain))) : 0;
  const overall = covariance[0]! + between;
  if (!Number.isFinite(overall)) return Number.NaN; // infinite draws
  const correlation = (lag: number) => 1 - (within - covariance[lag]!) / overall;
  return total / Math.max(autocorrelationTime(correlation, n), 1 / Math.log10(total));
}

/**
 * The sum of autocorrelations over all lags of both signs, cut by Geyer's (1992) initial positive sequence and
 * made monotone in pairs. Lags, pairs and the half weight of the last even lag are those of Stan and ArviZ.
 */
function autocorrelationTime(correlation: (lag: number) => number, n: number): number {
  const kept = new Float64Array(n + 1);
  kept[0] = 1;
  kept[1] = correlation(1);
  let even = 1;
  let odd = kept[1]!;
  let lag = 0; // the even lag of the pair in (even, odd)
  while (lag + 4 < n && even + odd > 0) {
    lag += 2;
    even = correlation(lag);
    odd = correlation(lag + 1);
    if (even + odd >= 0) {
      kept[lag] = even;
      kept[lag + 1] = odd;
    }
  }
  // The last pair closes the sequence: only its even lag counts, once (it corrects antithetic chains).
  if (even > 0) kept[lag] = even;
  for (let t = 2; t < lag; t += 2) {
    const previous = kept[t - 2]! + kept[t - 1]!;
    if (kept[t]! + kept[t + 1]! > previous) kept.fill(previous / 2, t, t + 2);
  }
  let sum = 0;
  for (let t = 0; t < lag; t++) sum += kept[t]!;
  return -1 + 2 * sum + kept[lag]!;
}

/** Whether all draws of all chains lie within `constantRange`; usually settled by the first two. */
function isConstant(chains: Chains): boolean {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const chain of chains) {
    for (let i = 0; i < chain.length; i++) {
      low = Math.min(low, chain[i]!);
      high = Math.max(high, chain[i]!);
      if (!(high - low < constantRange)) return false; // a NaN is no constant either
    }
  }
  return true;
}
