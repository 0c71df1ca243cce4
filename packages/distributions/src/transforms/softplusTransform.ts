// y = log(1 + exp(x)), from the line to the positive numbers; nearly x for large x, where exp would overflow.
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { positive, real } from "../constraints/intervals.ts";
import { Transform } from "./transform.ts";

export class SoftplusTransform extends Transform {
  readonly domain: Constraint = real;
  readonly codomain: Constraint = positive;

  call(x: tf.Tensor): tf.Tensor {
    return tf.softplus(x);
  }

  /** log(exp(y) - 1) = y + log(1 - exp(-y)). */
  inverse(y: tf.Tensor): tf.Tensor {
    return tf.add(y, tf.log(tf.neg(tf.expm1(tf.neg(y)))));
  }

  /** The derivative is sigmoid(x). */
  logAbsDetJacobian(x: tf.Tensor): tf.Tensor {
    return tf.neg(tf.softplus(tf.neg(x)));
  }

  override get sign(): 1 {
    return 1;
  }
}
