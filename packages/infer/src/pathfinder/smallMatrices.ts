// Linear algebra on matrices of about ten rows, and on tall ones given by their columns. No blocking, no pivoting.
import { addScaled, dot } from "./vectors.ts";

/** A matrix by its rows, or a tall one by its columns. */
export type Matrix = readonly Float64Array[];

export const transpose = (a: Matrix): Matrix =>
  Array.from({ length: a[0]?.length ?? 0 }, (_, j) => Float64Array.from(a, (row) => row[j]!));

/** a b, of matrices by rows. */
export function product(a: Matrix, b: Matrix): Matrix {
  const columns = transpose(b);
  return a.map((row) => Float64Array.from(columns, (column) => dot(row, column)));
}

/** a x. */
export const times = (a: Matrix, x: Float64Array): Float64Array => Float64Array.from(a, (row) => dot(row, x));

/** The lower Cholesky factor by rows; undefined where the matrix is not positive definite. Reads the lower triangle. */
export function cholesky(a: Matrix): Matrix | undefined {
  const factor = a.map((row) => new Float64Array(row.length));
  for (const [i, row] of factor.entries()) {
    for (let j = 0; j <= i; j++) {
      const rest = a[i]![j]! - dot(row.subarray(0, j), factor[j]!.subarray(0, j));
      if (j < i) row[j] = rest / factor[j]![j]!;
      else if (rest > 0) row[i] = Math.sqrt(rest);
      else return undefined;
    }
  }
  return factor;
}

/** The inverse of an upper triangular matrix, by rows. */
export function inverseOfUpper(a: Matrix): Matrix {
  const inverse = a.map((row) => new Float64Array(row.length));
  for (let i = a.length - 1; i >= 0; i--) {
    inverse[i]![i] = 1;
    for (let j = i + 1; j < a.length; j++) addScaled(inverse[i]!, -a[i]![j]!, inverse[j]!);
    for (let j = i; j < a.length; j++) inverse[i]![j]! /= a[i]![i]!;
  }
  return inverse;
}

/** What is left of a column once its neighbours are taken out, relative to it, below which it is one of their sums. */
const DEPENDENT = 1e-10;

/**
 * Columns Q and a matrix T (by rows) with `columns` = Q T, by Gram-Schmidt done twice (Giraud et al. 2005, Numer. Math.
 * 101); columns that depend on earlier ones add none to Q, which therefore has as many as the rank.
 */
export function orthonormalBasis(columns: Matrix): { readonly basis: Matrix; readonly coordinates: Matrix } {
  const basis: Float64Array[] = [];
  const coordinates = columns.map((column) => {
    const rest = column.slice();
    const own = new Float64Array(columns.length);
    for (const _pass of [1, 2]) {
      basis.forEach((unit, i) => {
        const share = dot(unit, rest);
        own[i]! += share;
        addScaled(rest, -share, unit);
      });
    }
    const size = Math.sqrt(dot(rest, rest));
    if (size > DEPENDENT * Math.sqrt(dot(column, column))) {
      own[basis.length] = size;
      basis.push(rest.map((x) => x / size));
    }
    return own;
  });
  return { basis, coordinates: transpose(coordinates).slice(0, basis.length) };
}
