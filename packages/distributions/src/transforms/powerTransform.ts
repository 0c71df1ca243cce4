// y = x ^ exponent on the positive numbers.
import { asTensor, broadcastShapes, type Numeric } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { positive } from "../constraints/intervals.ts";
import { Transform } from "./transform.ts";

export class PowerTransform extends Transform {
  readonly domain: Constraint = positive;
  readonly codomain: Constraint = positive;
  readonly exponent: tf.Tensor;

  /** @param exponent not zero */
  constructor(exponent: Numeric) {
    super();
    this.exponent = asTensor(exponent);
  }

  call(x: tf.Tensor): tf.Tensor {
    return tf.pow(x, this.exponent);
  }

  inverse(y: tf.Tensor): tf.Tensor {
    return tf.pow(y, tf.reciprocal(this.exponent));
  }

  /** log |exponent x^(exponent - 1)|. */
  logAbsDetJacobian(x: tf.Tensor, y: tf.Tensor): tf.Tensor {
    return tf.log(tf.abs(tf.div(tf.mul(this.exponent, y), x)));
  }

  override get sign(): tf.Tensor {
    return tf.sign(this.exponent);
  }

  override forwardShape(shape: readonly number[]): number[] {
    return broadcastShapes([shape, this.exponent.shape], "PowerTransform");
  }

  override inverseShape(shape: readonly number[]): number[] {
    return this.forwardShape(shape);
  }
}
