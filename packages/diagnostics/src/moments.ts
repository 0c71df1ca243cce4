// Mean and variance of an array, exact for constant arrays (a stuck chain must have a variance of exactly 0).

/** Arithmetic mean; NaN for an empty array. Summed relative to the first value, which keeps precision far from 0. */
export function mean(values: ArrayLike<number>): number {
  const origin = values[0] ?? Number.NaN;
  if (!Number.isFinite(origin)) return plainMean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! - origin;
  return origin + sum / values.length;
}

/** Unbiased sample variance (divisor N - 1), by two passes; NaN for fewer than two values. */
export function variance(values: ArrayLike<number>, center = mean(values)): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const deviation = values[i]! - center;
    sum += deviation * deviation;
  }
  return values.length < 2 ? Number.NaN : sum / (values.length - 1);
}

function plainMean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
