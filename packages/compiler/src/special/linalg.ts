// Factorizations and solves that tfjs lacks, batched over leading axes, with gradients.
import type * as tf from "@tensorflow/tfjs-core";
import { type Numeric, toNode } from "../capture/asTensor.ts";
import { tensorOf } from "../capture/tensors.ts";
import { UsageError } from "../errors.ts";
import {
  cholesky as choleskyNode,
  diagPart as diagPartNode,
  triangularSolve as triangularSolveNode,
} from "../program/build.ts";
import type { Node } from "../program/node.ts";
import { showShape } from "../program/shape.ts";
import { floatNode } from "./lift.ts";

function checkSquare(where: string, x: Node): void {
  const [rows, columns] = x.shape.slice(-2);
  if (x.shape.length >= 2 && rows === columns) return;
  throw new UsageError(
    `${where}: expected square matrices [..., n, n], but the shape is ${showShape(x.shape)}.`,
  );
}

/**
 * The lower-triangular L with L L' = a, for symmetric positive definite a of shape [..., n, n]. Reads the lower triangle;
 * NaN where a is not positive definite.
 * @throws UsageError when the last two axes differ.
 */
export function cholesky(a: Numeric): tf.Tensor {
  const node = floatNode(a);
  checkSquare("cholesky", node);
  return tensorOf(choleskyNode(node));
}

/**
 * The solution X of L X = b, or of L' X = b with `transpose`; batch axes broadcast.
 * @param lower [..., n, n]; what lies above the diagonal is not read.
 * @param b [..., n, m]
 * @throws UsageError when the shapes do not fit.
 */
export function triangularSolve(lower: Numeric, b: Numeric, { transpose = false } = {}): tf.Tensor {
  const [l, right] = [floatNode(lower), floatNode(b)];
  checkSquare("triangularSolve", l);
  if (right.shape.length < 2 || right.shape.at(-2) !== l.shape.at(-1)) {
    throw new UsageError(
      `triangularSolve: the matrix of shape ${showShape(l.shape)} needs a right-hand side [..., ${l.shape.at(-1)}, m], ` +
        `but its shape is ${showShape(right.shape)}. Give a vector a last axis of size 1 with expandDims(-1).`,
    );
  }
  return tensorOf(triangularSolveNode(l, right, transpose));
}

/**
 * The diagonal [..., n] of [..., n, n].
 * @throws UsageError when the last two axes differ.
 */
export function diagPart(a: Numeric): tf.Tensor {
  const node = toNode(a);
  checkSquare("diagPart", node);
  return tensorOf(diagPartNode(node));
}
