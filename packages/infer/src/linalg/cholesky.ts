// The Cholesky factor of a small dense matrix. Plain arithmetic and square roots, so every engine gives the same bytes.

/** The lower triangular L with L L' = `matrix` (n x n, row-major; its lower triangle is read), or undefined if there is none. */
export function cholesky(matrix: Float64Array, n: number): Float64Array | undefined {
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * n + k]! * lower[j * n + k]!;
      if (j < i) lower[i * n + j] = sum / lower[j * n + j]!;
      else if (sum > 0 && sum < Infinity) lower[i * n + i] = Math.sqrt(sum);
      else return undefined;
    }
  }
  return lower;
}

/** Solves L' x = b in place of `b`, by back substitution. */
export function solveTransposed(lower: Float64Array, n: number, b: Float64Array): void {
  for (let i = n - 1; i >= 0; i--) {
    const x = b[i]! / lower[i * n + i]!;
    b[i] = x;
    for (let j = 0; j < i; j++) b[j] = b[j]! - lower[i * n + j]! * x;
  }
}
