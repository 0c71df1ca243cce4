// Moments of dependent draws with honest errors: the standard error comes from batch means.

/** Column `index` of draws stored row after row. */
export function column(draws: Float64Array, dimension: number, index: number): Float64Array {
  return Float64Array.from({ length: draws.length / dimension }, (_, row) => draws[row * dimension + index]!);
}

/** The mean of f over the draws and its standard error from 50 batch means. */
export function estimate(
  draws: Float64Array,
  f: (x: number) => number = (x) => x,
): { mean: number; error: number } {
  const batches = 50;
  const size = Math.floor(draws.length / batches);
  const means = Array.from({ length: batches }, (_, b) =>
    draws.subarray(b * size, (b + 1) * size).reduce((sum, x) => sum + f(x) / size, 0),
  );
  const mean = means.reduce((sum, x) => sum + x, 0) / batches;
  const variance = means.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (batches - 1);
  return { mean, error: Math.sqrt(variance / batches) };
}
