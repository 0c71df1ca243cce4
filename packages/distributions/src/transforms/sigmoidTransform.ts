// y = 1 / (1 + exp(-x)), from the line to the unit interval.
import { asTensor } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { real, unitInterval } from "../constraints/intervals.ts";
import { Transform } from "./transform.ts";

/** Results stay this far inside (0, 1), as in NumPyro, so that log(y) and log(1 - y) stay finite. */
const SMALLEST_NORMAL = 2.2250738585072014e-308;
const LARGEST_BELOW_ONE = 1 - 2 ** -53;

export class SigmoidTransform extends Transform {
  readonly domain: Constraint = real;
  readonly codomain: Constraint = unitInterval;

  call(x: tf.Tensor): tf.Tensor {
    return tf.minimum(tf.maximum(tf.sigmoid(x), asTensor(SMALLEST_NORMAL)), asTensor(LARGEST_BELOW_ONE));
  }

  inverse(y: tf.Tensor): tf.Tensor {
    return tf.sub(tf.log(y), tf.log1p(tf.neg(y)));
  }

  /** log(sigmoid(x) sigmoid(-x)). */
  logAbsDetJacobian(x: tf.Tensor): tf.Tensor {
    return tf.neg(tf.add(tf.softplus(x), tf.softplus(tf.neg(x))));
  }

  override get sign(): 1 {
    return 1;
  }
}
