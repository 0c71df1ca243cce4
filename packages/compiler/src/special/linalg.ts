// Linear algebra that tfjs lacks, over matrices [..., n, n] with any batch axes in front, with gradients. Everything goes
// through Cholesky factors: for general matrices there is no factorization here.
import type * as tf from "@tensorflow/tfjs-core";
import { type Numeric, toNode } from "../capture/asTensor.ts";
import { tensorOf } from "../capture/tensors.ts";
import { UsageError } from "../errors.ts";
import { log, mul } from "../program/arithmetic.ts";
import * as build from "../program/build.ts";
import { asColumns, fromColumns } from "../program/columns.ts";
import type { Node } from "../program/node.ts";
import { showShape, sizeOf } from "../program/shape.ts";
import { diagonalMatrix } from "../program/triangles.ts";
import { floatNode } from "./lift.ts";

function checkSquare(where: string, x: Node): void {
  const [rows, columns] = x.shape.slice(-2);
  if (x.shape.length >= 2 && rows === columns) return;
  throw new UsageError(
    `${where}: expected square matrices [..., n, n], but the shape is ${showShape(x.shape)}.`,
  );
}

function squareNode(where: string, a: Numeric): Node {
  const node = floatNode(a);
  checkSquare(where, node);
  return node;
}

/** Right sides [..., n, m] for a matrix [..., n, n]. */
function rightNode(where: string, matrix: Node, b: Numeric): Node {
  const right = floatNode(b);
  const n = matrix.shape.at(-1);
  if (right.shape.length >= 2 && right.shape.at(-2) === n) return right;
  throw new UsageError(
    `${where}: the matrix of shape ${showShape(matrix.shape)} needs a right-hand side [..., ${n}, m], ` +
      `but its shape is ${showShape(right.shape)}. Give a vector a last axis of size 1 with expandDims(-1).`,
  );
}

/** Vectors [..., n] for a matrix [..., n, n], as columns. */
function vectorNode(where: string, matrix: Node, x: Numeric): Node {
  const vector = floatNode(x);
  const n = matrix.shape.at(-1);
  if (vector.shape.length >= 1 && vector.shape.at(-1) === n)
    return build.reshape(vector, [...vector.shape, 1]);
  throw new UsageError(
    `${where}: the matrix of shape ${showShape(matrix.shape)} needs vectors [..., ${n}], but the shape is ${showShape(vector.shape)}.`,
  );
}

/** One matrix against a batch of right sides has all their columns side by side. */
function triangularNode(lower: Node, right: Node, transpose: boolean): Node {
  if (lower.shape.length > 2 || right.shape.length === 2)
    return build.triangularSolve(lower, right, transpose);
  const [n, m] = right.shape.slice(-2) as [number, number];
  const size = sizeOf(right.shape.slice(0, -2));
  const columns = asColumns(build.reshape(right, [size, n, m]));
  const solutions = fromColumns(build.triangularSolve(lower, columns, transpose), size, m);
  return build.reshape(solutions, right.shape);
}

/** L'^-1 L^-1 b. */
function solved(lower: Node, right: Node): Node {
  return triangularNode(lower, triangularNode(lower, right, false), true);
}

/**
 * The lower-triangular L with L L' = a, for symmetric positive definite a of shape [..., n, n]. Reads the lower triangle;
 * NaN where a is not positive definite, which makes a density NaN and a proposal rejected.
 * @throws UsageError when the last two axes differ.
 */
export function cholesky(a: Numeric): tf.Tensor {
  return tensorOf(build.cholesky(squareNode("cholesky", a)));
}

/**
 * The solution X of L X = b, or of L' X = b with `transpose`; batch axes broadcast.
 * @param lower [..., n, n]; what lies above the diagonal is not read.
 * @param b [..., n, m]
 * @throws UsageError when the shapes do not fit.
 */
export function triangularSolve(lower: Numeric, b: Numeric, { transpose = false } = {}): tf.Tensor {
  const l = squareNode("triangularSolve", lower);
  return tensorOf(triangularNode(l, rightNode("triangularSolve", l, b), transpose));
}

/**
 * The solution X of A X = b, given the Cholesky factor of A; batch axes broadcast.
 * @param lower the factor [..., n, n]; what lies above the diagonal is not read.
 * @param b [..., n, m]
 * @throws UsageError when the shapes do not fit.
 */
export function choleskySolve(lower: Numeric, b: Numeric): tf.Tensor {
  const l = squareNode("choleskySolve", lower);
  return tensorOf(solved(l, rightNode("choleskySolve", l, b)));
}

/**
 * The inverse of A, whole and symmetric, given its Cholesky factor. To multiply by the inverse, choleskySolve is cheaper.
 * @param lower the factor [..., n, n]; what lies above the diagonal is not read.
 * @throws UsageError when the last two axes differ.
 */
export function choleskyInverse(lower: Numeric): tf.Tensor {
  return tensorOf(build.choleskyInverse(squareNode("choleskyInverse", lower)));
}

/**
 * The solution X of a X = b for symmetric positive definite a, of which the lower triangle is read, by a Cholesky factor
 * (jax.scipy.linalg.solve with assume_a="pos"); batch axes broadcast. NaN where a is not positive definite.
 * @param a [..., n, n]
 * @param b [..., n, m]
 * @throws UsageError when the shapes do not fit.
 */
export function solve(a: Numeric, b: Numeric): tf.Tensor {
  const matrix = squareNode("solve", a);
  return tensorOf(solved(build.cholesky(matrix), rightNode("solve", matrix, b)));
}

/**
 * The inverse of symmetric positive definite a [..., n, n], of which the lower triangle is read, by a Cholesky factor. NaN
 * where a is not positive definite. To multiply by the inverse, `solve` is cheaper.
 * @throws UsageError when the last two axes differ.
 */
export function inverse(a: Numeric): tf.Tensor {
  return tensorOf(build.choleskyInverse(build.cholesky(squareNode("inverse", a))));
}

/**
 * The logarithm [...] of the determinant of symmetric positive definite a [..., n, n], of which the lower triangle is read
 * (tf.linalg.logdet): twice the sum of logarithms of the factor's diagonal. NaN where a is not positive definite.
 * @throws UsageError when the last two axes differ.
 */
export function logdet(a: Numeric): tf.Tensor {
  const diagonal = build.diagPart(build.cholesky(squareNode("logdet", a)));
  return tensorOf(mul(2, build.reduce("sum", log(diagonal), [diagonal.shape.length - 1])));
}

/**
 * x' a^-1 x of shape [...], for symmetric positive definite a, of which the lower triangle is read: the squared length of
 * one triangular solve, so never negative. Batch axes broadcast. NaN where a is not positive definite.
 * @param a [..., n, n]
 * @param x vectors [..., n]
 * @throws UsageError when the shapes do not fit.
 */
export function inverseQuadraticForm(a: Numeric, x: Numeric): tf.Tensor {
  const where = "inverseQuadraticForm";
  const matrix = squareNode(where, a);
  const half = triangularNode(build.cholesky(matrix), vectorNode(where, matrix, x), false);
  const { length } = half.shape;
  return tensorOf(build.reduce("sum", mul(half, half), [length - 2, length - 1]));
}

/**
 * The diagonal [..., n] of [..., n, n].
 * @throws UsageError when the last two axes differ.
 */
export function diagPart(a: Numeric): tf.Tensor {
  const node = toNode(a);
  checkSquare("diagPart", node);
  return tensorOf(build.diagPart(node));
}

/**
 * The matrices [..., n, n] with the diagonals x [..., n] and zeros elsewhere.
 * @throws UsageError for a single number.
 */
export function diag(x: Numeric): tf.Tensor {
  const node = toNode(x);
  const n = node.shape.at(-1);
  if (n === undefined)
    throw new UsageError("diag: expected diagonals [..., n], but a single number was given.");
  return tensorOf(diagonalMatrix(node));
}

/**
 * The products [..., m, n] of each element of x [..., m] with each of y [..., n]; batch axes broadcast.
 * @throws UsageError for a single number, and when the batch axes do not broadcast.
 */
export function outerProduct(x: Numeric, y: Numeric): tf.Tensor {
  const [column, row] = [toNode(x), toNode(y)];
  if (column.shape.length === 0 || row.shape.length === 0)
    throw new UsageError(
      "outerProduct: expected vectors [..., m] and [..., n], but a single number was given.",
    );
  const n = row.shape.at(-1) as number;
  return tensorOf(
    build.binary(
      "mul",
      build.reshape(column, [...column.shape, 1]),
      build.reshape(row, [...row.shape.slice(0, -1), 1, n]),
    ),
  );
}
