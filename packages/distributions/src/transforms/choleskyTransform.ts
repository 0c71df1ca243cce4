// From positive definite matrices to their lower Cholesky factors. Its inverse is L -> L L'.
import { asTensor, cholesky, diagPart } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { lowerCholesky, positiveDefinite } from "../constraints/matrices.ts";
import { LOG_TWO } from "../logarithms.ts";
import { Transform } from "./transform.ts";

export class CholeskyTransform extends Transform {
  readonly domain: Constraint = positiveDefinite;
  readonly codomain: Constraint = lowerCholesky;

  call(x: tf.Tensor): tf.Tensor {
    return cholesky(x);
  }

  inverse(y: tf.Tensor): tf.Tensor {
    return tf.matMul(y, y, false, true);
  }

  /**
   * Minus the logarithm of 2^n prod L_ii^(n - i), i from 0 (Magnus and Neudecker, "The elimination matrix", 1980),
   * over the entries on and below the diagonal.
   */
  logAbsDetJacobian(_: tf.Tensor, y: tf.Tensor): tf.Tensor {
    const n = y.shape[y.rank - 1] ?? 0;
    const powers = asTensor(Float64Array.from({ length: n }, (_unused, i) => -(n - i)));
    return tf.sub(tf.sum(tf.mul(powers, tf.log(diagPart(y))), -1), asTensor(n * LOG_TWO));
  }
}
