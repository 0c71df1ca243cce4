// The meaning of matrix ops: textbook loops over batches of row-major matrices.
import type { Shape } from "../program/node.ts";
import { sizeOf } from "../program/shape.ts";

export function matMul(a: Float64Array, b: Float64Array, aShape: Shape, bShape: Shape): Float64Array {
  const [m, k] = aShape.slice(-2) as [number, number];
  const n = bShape.at(-1) as number;
  const batch = sizeOf(aShape.slice(0, -2));
  const out = new Float64Array(batch * m * n);
  for (let s = 0; s < batch; s++) {
    for (let i = 0; i < m; i++) {
      for (let l = 0; l < k; l++) {
        const left = a[(s * m + i) * k + l]!;
        for (let j = 0; j < n; j++) out[(s * m + i) * n + j]! += left * b[(s * k + l) * n + j]!;
      }
    }
  }
  return out;
}

/** Cholesky-Banachiewicz, row by row; a non-positive pivot gives NaN. */
export function cholesky(x: Float64Array, shape: Shape): Float64Array {
  const n = shape.at(-1) as number;
  const out = new Float64Array(x.length);
  for (let base = 0; base < x.length; base += n * n) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let rest = x[base + i * n + j]!;
        for (let k = 0; k < j; k++) rest -= out[base + i * n + k]! * out[base + j * n + k]!;
        out[base + i * n + j] =
          i === j ? Math.sqrt(rest > 0 ? rest : Number.NaN) : rest / out[base + j * n + j]!;
      }
    }
  }
  return out;
}

/** (L L')^-1: the identity solved with L, then with its transpose. */
export function choleskyInverse(lower: Float64Array, shape: Shape): Float64Array {
  const n = shape.at(-1) as number;
  const identity = new Float64Array(lower.length).map((_, i) => Number((i % (n * n)) % (n + 1) === 0));
  const half = triangularSolve(lower, identity, shape, shape, false);
  return triangularSolve(lower, half, shape, shape, true);
}

export function diagPart(x: Float64Array, n: number): Float64Array {
  return x.filter((_, i) => (i % (n * n)) % (n + 1) === 0);
}

/** Forward substitution with L, or backward with its transpose. */
export function triangularSolve(
  lower: Float64Array,
  right: Float64Array,
  lowerShape: Shape,
  rightShape: Shape,
  transpose: boolean,
): Float64Array {
  const n = lowerShape.at(-1) as number;
  const m = rightShape.at(-1) as number;
  const out = Float64Array.from(right);
  for (let s = 0; s < sizeOf(rightShape.slice(0, -2)); s++) {
    const l = (i: number, j: number) => lower[s * n * n + (transpose ? j * n + i : i * n + j)]!;
    for (let step = 0; step < n; step++) {
      const i = transpose ? n - 1 - step : step;
      for (let c = 0; c < m; c++) {
        let rest = out[(s * n + i) * m + c]!;
        for (let done = 0; done < step; done++) {
          const j = transpose ? n - 1 - done : done;
          rest -= l(i, j) * out[(s * n + j) * m + c]!;
        }
        out[(s * n + i) * m + c] = rest / l(i, i);
      }
    }
  }
  return out;
}

/**
 * R of the QR factorization of a row-major matrix of m columns, with a non-negative diagonal, by modified Gram-Schmidt,
 * whose R is that of Householder reflections of the matrix below a block of zeros and as stable (Björck 1967, BIT 7).
 */
export function qrFactor(matrix: Float64Array, m: number): Float64Array {
  const rest = Float64Array.from(matrix);
  const r = new Float64Array(m * m);
  const dot = (j: number, k: number) => {
    let sum = 0;
    for (let row = 0; row < rest.length; row += m) sum += rest[row + j]! * rest[row + k]!;
    return sum;
  };
  for (let k = 0; k < m; k++) {
    const norm = Math.sqrt(dot(k, k));
    if (norm === 0) continue;
    r[k * m + k] = norm;
    for (let j = k + 1; j < m; j++) {
      const along = dot(k, j) / norm;
      r[k * m + j] = along;
      for (let row = 0; row < rest.length; row += m) rest[row + j]! -= (along / norm) * rest[row + k]!;
    }
  }
  return r;
}
