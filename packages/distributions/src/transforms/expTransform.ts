// y = exp(x), from the line to the positive numbers.
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { positive, real } from "../constraints/intervals.ts";
import { Transform } from "./transform.ts";

export class ExpTransform extends Transform {
  readonly domain: Constraint = real;
  readonly codomain: Constraint = positive;

  call(x: tf.Tensor): tf.Tensor {
    return tf.exp(x);
  }

  inverse(y: tf.Tensor): tf.Tensor {
    return tf.log(y);
  }

  logAbsDetJacobian(x: tf.Tensor): tf.Tensor {
    return x;
  }

  override get sign(): 1 {
    return 1;
  }
}
