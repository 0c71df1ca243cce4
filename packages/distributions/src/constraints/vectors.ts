// Sets of vectors that are not products of sets of numbers: the simplex and ordered vectors.
import { asTensor, capturing, type Numeric } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import { broadcastTo, sliceLast } from "../tensors.ts";
import { Constraint } from "./constraint.ts";

/** How far from 1 the sum of a probability vector may be (NumPyro's tolerance). */
const SUM_TOLERANCE = 1e-6;

abstract class VectorConstraint extends Constraint {
  override get eventDim(): number {
    return 1;
  }
}

export class Simplex extends VectorConstraint {
  readonly name = "simplex";
  readonly requirement = "a vector of numbers >= 0 that sum to 1";

  check(value: Numeric): tf.Tensor {
    return capturing(() => {
      const x = asTensor(value);
      const sumsToOne = tf.less(tf.abs(tf.sub(tf.sum(x, -1), 1)), asTensor(SUM_TOLERANCE));
      return tf.logicalAnd(tf.all(tf.greaterEqual(x, 0), -1), sumsToOne);
    });
  }

  feasibleLike(prototype: tf.Tensor): tf.Tensor {
    const size = prototype.shape[prototype.rank - 1] ?? 1;
    return capturing(() => broadcastTo(asTensor(1 / size), prototype.shape));
  }
}

export class OrderedVector extends VectorConstraint {
  readonly name: string = "orderedVector";
  readonly requirement: string = "a vector of strictly increasing numbers";

  check(value: Numeric): tf.Tensor {
    return capturing(() => {
      const x = asTensor(value);
      const increases = tf.greater(sliceLast(x, 1), sliceLast(x, 0, (x.shape[x.rank - 1] ?? 1) - 1));
      return tf.logicalAnd(tf.all(increases, -1), tf.all(tf.isFinite(x), -1));
    });
  }

  feasibleLike(prototype: tf.Tensor): tf.Tensor {
    const size = prototype.shape[prototype.rank - 1] ?? 1;
    return capturing(() =>
      broadcastTo(asTensor(Float64Array.from({ length: size }, (_, i) => i + 1)), prototype.shape),
    );
  }
}

export class PositiveOrderedVector extends OrderedVector {
  override readonly name = "positiveOrderedVector";
  override readonly requirement = "a vector of strictly increasing numbers > 0";

  override check(value: Numeric): tf.Tensor {
    return capturing(() => tf.logicalAnd(super.check(value), tf.all(tf.greater(asTensor(value), 0), -1)));
  }
}

export const simplex: Simplex = new Simplex();
export const orderedVector: OrderedVector = new OrderedVector();
export const positiveOrderedVector: PositiveOrderedVector = new PositiveOrderedVector();
