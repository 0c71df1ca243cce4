// Eigenvalues and vectors of a small dense symmetric matrix: Householder's reduction to tridiagonal form, then QL steps
// with implicit shifts (Golub and Van Loan, Matrix Computations, sections 8.3.1 and 8.3.3). Plain arithmetic and square
// roots, so every engine gives the same bytes. Vectors are rows throughout: rotations then run along memory.
import { InternalError } from "@nutmeg-ppl/compiler/runtime";

export interface Eigen {
  /** In no particular order. */
  readonly values: Float64Array;
  /** Row i is the unit eigenvector of values[i]. */
  readonly vectors: Float64Array;
}

/** QL needs two or three steps per eigenvalue. */
const MOST_STEPS = 60;

/** Of a symmetric n x n matrix, row-major, which is left alone. */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  const work = matrix.slice();
  const diagonal = new Float64Array(n);
  const off = new Float64Array(n);
  const lengths = reduce(work, n);
  for (let i = 0; i < n; i++) {
    diagonal[i] = work[i * n + i]!;
    if (i + 1 < n) off[i] = lengths[i]!;
  }
  const vectors = accumulate(work, n);
  diagonalize(diagonal, off, vectors, n);
  return { values: diagonal, vectors };
}

/**
 * Makes the matrix tridiagonal by reflections H = I - v v'. Row k of the result holds v of step k beyond its diagonal;
 * returns the entries beside the diagonal.
 */
function reduce(a: Float64Array, n: number): Float64Array {
  const beside = new Float64Array(n);
  const p = new Float64Array(n);
  for (let k = 0; k + 1 < n; k++) {
    const row = k * n;
    let squares = 0;
    for (let j = k + 2; j < n; j++) squares += a[row + j]! * a[row + j]!;
    const first = a[row + k + 1]!;
    if (squares === 0) {
      beside[k] = first;
      a[row + k + 1] = 0;
      continue;
    }
    const length = Math.sqrt(squares + first * first);
    const alpha = first > 0 ? -length : length;
    beside[k] = alpha;
    // v = (x - alpha e) sqrt(2) / |x - alpha e|, and |x - alpha e|^2 = 2 length (length + |first|).
    const scale = 1 / Math.sqrt(length * (length + Math.abs(first)));
    a[row + k + 1] = (first - alpha) * scale;
    for (let j = k + 2; j < n; j++) a[row + j] = a[row + j]! * scale;
    reflectBoth(a, n, k, p);
  }
  return beside;
}

/** A <- H A H on the rows and columns after k, with v in row k: A - v w' - w v', w = A v - (v' A v / 2) v. */
function reflectBoth(a: Float64Array, n: number, k: number, w: Float64Array): void {
  const v = k * n;
  let product = 0;
  for (let i = k + 1; i < n; i++) {
    let sum = 0;
    for (let j = k + 1; j < n; j++) sum += a[i * n + j]! * a[v + j]!;
    w[i] = sum;
    product += sum * a[v + i]!;
  }
  for (let i = k + 1; i < n; i++) w[i] = w[i]! - 0.5 * product * a[v + i]!;
  for (let i = k + 1; i < n; i++) {
    const vi = a[v + i]!;
    const wi = w[i]!;
    for (let j = k + 1; j < n; j++) a[i * n + j] = a[i * n + j]! - vi * w[j]! - wi * a[v + j]!;
  }
}

/** The transpose of the product of the reflections whose v are in the rows of `a`. */
function accumulate(a: Float64Array, n: number): Float64Array {
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  for (let k = n - 2; k >= 0; k--) {
    const v = k * n;
    for (let i = k + 1; i < n; i++) {
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += vectors[i * n + j]! * a[v + j]!;
      for (let j = k + 1; j < n; j++) vectors[i * n + j] = vectors[i * n + j]! - sum * a[v + j]!;
    }
  }
  return vectors;
}

/** QL steps until the entries beside the diagonal vanish; the rows of `vectors` turn with them. */
function diagonalize(d: Float64Array, e: Float64Array, vectors: Float64Array, n: number): void {
  for (let first = 0; first < n; first++) {
    for (let step = 0; ; step++) {
      let last = first;
      while (last + 1 < n && !negligible(e[last]!, d[last]!, d[last + 1]!)) last++;
      if (last === first) break;
      if (step === MOST_STEPS) throw new InternalError("symmetricEigen: no convergence; is an entry NaN?");
      qlStep(d, e, vectors, n, first, last);
    }
  }
}

function negligible(off: number, above: number, below: number): boolean {
  return Math.abs(off) <= 2.220446049250313e-16 * (Math.abs(above) + Math.abs(below));
}

/** One implicit QL step with Wilkinson's shift on the unreduced block first..last. */
function qlStep(
  d: Float64Array,
  e: Float64Array,
  vectors: Float64Array,
  n: number,
  first: number,
  last: number,
): void {
  const half = (d[first + 1]! - d[first]!) / (2 * e[first]!);
  const root = Math.sqrt(half * half + 1);
  let g = d[last]! - d[first]! + e[first]! / (half + (half < 0 ? -root : root));
  let sine = 1;
  let cosine = 1;
  let shift = 0;
  for (let i = last - 1; i >= first; i--) {
    const f = sine * e[i]!;
    const b = cosine * e[i]!;
    const length = Math.sqrt(f * f + g * g);
    e[i + 1] = length;
    if (length === 0) {
      d[i + 1] = d[i + 1]! - shift;
      e[last] = 0;
      return;
    }
    sine = f / length;
    cosine = g / length;
    g = d[i + 1]! - shift;
    const turned = (d[i]! - g) * sine + 2 * cosine * b;
    shift = sine * turned;
    d[i + 1] = g + shift;
    g = cosine * turned - b;
    rotate(vectors, n, i, sine, cosine);
  }
  d[first] = d[first]! - shift;
  e[first] = g;
  e[last] = 0;
}

/** Turns rows i and i + 1. */
function rotate(vectors: Float64Array, n: number, i: number, sine: number, cosine: number): void {
  const above = i * n;
  const below = above + n;
  for (let j = 0; j < n; j++) {
    const x = vectors[above + j]!;
    const y = vectors[below + j]!;
    vectors[below + j] = sine * x + cosine * y;
    vectors[above + j] = cosine * x - sine * y;
  }
}
