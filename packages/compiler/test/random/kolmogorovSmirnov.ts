// The Kolmogorov-Smirnov statistic, scaled so that its limiting distribution does not depend on the sample size.

/** sqrt(n) sup |F_n - F| of the draws against a continuous distribution function. */
export function kolmogorovSmirnov(draws: ArrayLike<number>, cdf: (x: number) => number): number {
  const sorted = Float64Array.from(draws).sort();
  const gaps = sorted.map((x, i) => Math.max((i + 1) / sorted.length - cdf(x), cdf(x) - i / sorted.length));
  return Math.sqrt(sorted.length) * gaps.reduce((worst, gap) => Math.max(worst, gap), 0);
}
