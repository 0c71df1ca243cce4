// y = x.
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { real } from "../constraints/intervals.ts";
import { Transform } from "./transform.ts";

export class IdentityTransform extends Transform {
  readonly domain: Constraint = real;
  readonly codomain: Constraint = real;

  call(x: tf.Tensor): tf.Tensor {
    return x;
  }

  inverse(y: tf.Tensor): tf.Tensor {
    return y;
  }

  logAbsDetJacobian(x: tf.Tensor): tf.Tensor {
    return tf.zerosLike(x);
  }

  override get sign(): 1 {
    return 1;
  }
}
