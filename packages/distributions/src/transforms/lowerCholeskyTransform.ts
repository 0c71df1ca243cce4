// From vectors of n (n + 1) / 2 numbers to lower Cholesky factors: the entries below the diagonal row by row, then the
// logarithms of the diagonal (NumPyro's order).
import { diagPart, UsageError } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { realVector } from "../constraints/independent.ts";
import { lowerCholesky } from "../constraints/matrices.ts";
import { pick, sliceLast } from "../tensors.ts";
import { Transform } from "./transform.ts";

/** The n of a vector of n (n + 1) / 2 entries. */
function orderOf(length: number): number {
  const n = Math.floor((Math.sqrt(8 * length + 1) - 1) / 2);
  if ((n * (n + 1)) / 2 !== length || n === 0) {
    throw new UsageError(
      `LowerCholeskyTransform: a vector of ${length} entries fills no triangle; the length must be n (n + 1) / 2.`,
    );
  }
  return n;
}

/** How many entries lie below the diagonal before row i. */
const before = (i: number): number => (i * (i - 1)) / 2;

/** Where each entry of the matrix, row by row, is found in [below..., diagonal..., 0]. */
function sources(n: number): number[] {
  const below = before(n);
  return Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    if (i === j) return below + i;
    return j < i ? before(i) + j : below + n;
  });
}

/** Where each entry below the diagonal lies in the flattened matrix. */
function belowPositions(n: number): number[] {
  return Array.from({ length: n * n }, (_, at) => at).filter((at) => at % n < Math.floor(at / n));
}

export class LowerCholeskyTransform extends Transform {
  readonly domain: Constraint = realVector;
  readonly codomain: Constraint = lowerCholesky;

  call(x: tf.Tensor): tf.Tensor {
    const n = orderOf(x.shape[x.rank - 1] ?? 0);
    const zero = tf.zeros([...x.shape.slice(0, -1), 1]);
    const entries = tf.concat([sliceLast(x, 0, before(n)), tf.exp(sliceLast(x, before(n))), zero], -1);
    return pick(entries, 1, sources(n), [n, n]);
  }

  inverse(y: tf.Tensor): tf.Tensor {
    const n = y.shape[y.rank - 1] ?? 0;
    return tf.concat([pick(y, 2, belowPositions(n), [before(n)]), tf.log(diagPart(y))], -1);
  }

  logAbsDetJacobian(x: tf.Tensor): tf.Tensor {
    const n = orderOf(x.shape[x.rank - 1] ?? 0);
    return tf.sum(sliceLast(x, before(n)), -1);
  }

  override forwardShape(shape: readonly number[]): number[] {
    const n = orderOf(shape[shape.length - 1] ?? 0);
    return [...shape.slice(0, -1), n, n];
  }

  override inverseShape(shape: readonly number[]): number[] {
    const n = shape[shape.length - 1] ?? 0;
    return [...shape.slice(0, -2), (n * (n + 1)) / 2];
  }
}
