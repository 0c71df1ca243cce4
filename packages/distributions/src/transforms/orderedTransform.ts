// From vectors of numbers to strictly increasing vectors: the first entry, then exp of the others as increments.
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { realVector } from "../constraints/independent.ts";
import { orderedVector } from "../constraints/vectors.ts";
import { sliceLast } from "../tensors.ts";
import { Transform } from "./transform.ts";

export class OrderedTransform extends Transform {
  readonly domain: Constraint = realVector;
  readonly codomain: Constraint = orderedVector;

  call(x: tf.Tensor): tf.Tensor {
    return tf.cumsum(tf.concat([sliceLast(x, 0, 1), tf.exp(sliceLast(x, 1))], -1), -1);
  }

  inverse(y: tf.Tensor): tf.Tensor {
    const increments = tf.sub(sliceLast(y, 1), sliceLast(y, 0, (y.shape[y.rank - 1] ?? 1) - 1));
    return tf.concat([sliceLast(y, 0, 1), tf.log(increments)], -1);
  }

  logAbsDetJacobian(x: tf.Tensor): tf.Tensor {
    return tf.sum(sliceLast(x, 1), -1);
  }
}
