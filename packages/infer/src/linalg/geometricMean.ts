// The geometric mean of two positive definite matrices. Small and dense.
import { InternalError } from "@nutmeg-ppl/compiler/runtime";
import { cholesky, solveTransposed } from "./cholesky.ts";
import { symmetricEigen } from "./symmetricEigen.ts";

/**
 * The positive definite S with S b S = a: the geometric mean of a and the inverse of b (n x n each, row-major). With
 * b = L L', S = L'^-1 (L' a L)^1/2 L^-1 (Bhatia, Positive Definite Matrices, 2007, section 4.1).
 */
export function geometricMeanWithInverse(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const lower = cholesky(b, n);
  if (!lower)
    throw new InternalError("geometricMeanWithInverse: the second matrix is not positive definite.");
  const { values, vectors } = symmetricEigen(congruence(a, lower, n), n);
  // S = sum over i of sqrt(value_i) w_i w_i', w_i = L'^-1 vector_i.
  const mean = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const w = vectors.subarray(k * n, (k + 1) * n);
    solveTransposed(lower, n, w);
    const root = Math.sqrt(Math.max(values[k]!, 0));
    for (let i = 0; i < n; i++) {
      const scaled = root * w[i]!;
      for (let j = 0; j < n; j++) mean[i * n + j] = mean[i * n + j]! + scaled * w[j]!;
    }
  }
  return mean;
}

/** L' a L. */
function congruence(a: Float64Array, lower: Float64Array, n: number): Float64Array {
  const left = multiplyTransposed(lower, a, n); // L' a
  const transposed = new Float64Array(n * n); // (L' a)' = a L
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) transposed[j * n + i] = left[i * n + j]!;
  return multiplyTransposed(lower, transposed, n);
}

/** L' m, for a lower triangular L. */
function multiplyTransposed(lower: Float64Array, m: Float64Array, n: number): Float64Array {
  const product = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    for (let i = 0; i <= k; i++) {
      const entry = lower[k * n + i]!;
      for (let j = 0; j < n; j++) product[i * n + j] = product[i * n + j]! + entry * m[k * n + j]!;
    }
  }
  return product;
}
