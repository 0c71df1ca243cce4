// Sets of square matrices: Cholesky factors and positive definite matrices.
import { asTensor, capturing, cholesky, diagPart, type Numeric } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import { broadcastTo, transposeLast } from "../tensors.ts";
import { Constraint } from "./constraint.ts";

/** How far a matrix may be from symmetric, relative to its largest entry. */
const SYMMETRY_TOLERANCE = 1e-6;

/** Entry (i, j) of the result says whether j > i. */
function aboveDiagonal(n: number): tf.Tensor {
  const flags = Float64Array.from({ length: n * n }, (_, i) => (i % n > Math.floor(i / n) ? 1 : 0));
  return tf.reshape(asTensor(flags), [n, n]);
}

abstract class MatrixConstraint extends Constraint {
  override get eventDim(): number {
    return 2;
  }

  feasibleLike(prototype: tf.Tensor): tf.Tensor {
    return capturing(() => broadcastTo(tf.eye(prototype.shape[prototype.rank - 1] ?? 1), prototype.shape));
  }
}

export class LowerCholesky extends MatrixConstraint {
  readonly name = "lowerCholesky";
  readonly requirement = "a lower triangular matrix with numbers > 0 on its diagonal";

  check(value: Numeric): tf.Tensor {
    return capturing(() => {
      const x = asTensor(value);
      const above = tf.mul(aboveDiagonal(x.shape[x.rank - 1] ?? 1), tf.abs(x));
      const triangular = tf.all(tf.equal(above, 0), [-2, -1]);
      const positive = tf.all(tf.greater(diagPart(x), 0), -1);
      return tf.logicalAnd(tf.logicalAnd(triangular, positive), tf.all(tf.isFinite(x), [-2, -1]));
    });
  }
}

export class PositiveDefinite extends MatrixConstraint {
  readonly name = "positiveDefinite";
  readonly requirement = "a symmetric positive definite matrix";

  check(value: Numeric): tf.Tensor {
    return capturing(() => {
      const x = asTensor(value);
      const largest = tf.max(tf.abs(x), [-2, -1], true);
      const asymmetry = tf.abs(tf.sub(x, transposeLast(x)));
      const symmetric = tf.all(
        tf.lessEqual(asymmetry, tf.mul(largest, asTensor(SYMMETRY_TOLERANCE))),
        [-2, -1],
      );
      return tf.logicalAnd(symmetric, tf.all(tf.greater(diagPart(cholesky(x)), 0), -1));
    });
  }
}

export const lowerCholesky: LowerCholesky = new LowerCholesky();
export const positiveDefinite: PositiveDefinite = new PositiveDefinite();
