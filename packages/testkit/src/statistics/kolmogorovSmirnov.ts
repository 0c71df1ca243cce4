// The one-sample Kolmogorov-Smirnov test.

/** P(K > x) for Kolmogorov's limiting distribution. */
function kolmogorovTail(x: number): number {
  let tail = 0;
  for (let k = 1; k <= 100; k++) tail += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
  return Math.min(1, tail);
}

/**
 * The p-value of "the draws come from the distribution with this cdf" (Stephens 1970's correction for finite samples, as in
 * Numerical Recipes 14.3).
 * @param probabilities the cdf at each draw, in any order
 */
export function kolmogorovSmirnov(probabilities: ArrayLike<number>): number {
  const sorted = Float64Array.from(probabilities).sort();
  const n = sorted.length;
  let distance = 0;
  sorted.forEach((p, i) => {
    distance = Math.max(distance, (i + 1) / n - p, p - i / n);
  });
  const root = Math.sqrt(n);
  return kolmogorovTail((root + 0.12 + 0.11 / root) * distance);
}
