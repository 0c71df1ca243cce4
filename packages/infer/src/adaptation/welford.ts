// Running mean and variance per coordinate (Welford 1962), and Stan's regularized diagonal estimate from them.

/** Sums over the draws of one window; updated in place, plain data. */
export interface Welford {
  count: number;
  readonly mean: Float64Array;
  /** Sum of squared deviations from the mean. */
  readonly squares: Float64Array;
}

export function startWelford(dimension: number): Welford {
  return { count: 0, mean: new Float64Array(dimension), squares: new Float64Array(dimension) };
}

/** Adds one draw. */
export function updateWelford(sums: Welford, draw: Float64Array): void {
  const { mean, squares } = sums;
  const count = ++sums.count;
  for (let i = 0; i < mean.length; i++) {
    const delta = draw[i]! - mean[i]!;
    mean[i] = mean[i]! + delta / count;
    squares[i] = squares[i]! + delta * (draw[i]! - mean[i]!);
  }
}

/** The sample variances (divisor n - 1); zeros for fewer than two draws. */
export function sampleVariance({ count, squares }: Welford): Float64Array {
  return squares.map((sum) => (count > 1 ? sum / (count - 1) : 0));
}

/** Stan's estimate: the sample variances shrunk towards 1e-3 as five draws would (var_adaptation.hpp). */
export function shrunkVariance(sums: Welford): Float64Array {
  const n = sums.count;
  return sampleVariance(sums).map((variance) => (n / (n + 5)) * variance + 1e-3 * (5 / (n + 5)));
}
