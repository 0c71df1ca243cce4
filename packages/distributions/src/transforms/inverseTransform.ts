// A transform run backwards.
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { Transform } from "./transform.ts";

export class InverseTransform extends Transform {
  readonly forward: Transform;

  constructor(forward: Transform) {
    super();
    this.forward = forward;
  }

  get domain(): Constraint {
    return this.forward.codomain;
  }

  get codomain(): Constraint {
    return this.forward.domain;
  }

  call(x: tf.Tensor): tf.Tensor {
    return this.forward.inverse(x);
  }

  inverse(y: tf.Tensor): tf.Tensor {
    return this.forward.call(y);
  }

  logAbsDetJacobian(x: tf.Tensor, y: tf.Tensor): tf.Tensor {
    return tf.neg(this.forward.logAbsDetJacobian(y, x));
  }

  override get sign(): 1 | -1 | tf.Tensor | undefined {
    return this.forward.sign;
  }

  override forwardShape(shape: readonly number[]): number[] {
    return this.forward.inverseShape(shape);
  }

  override inverseShape(shape: readonly number[]): number[] {
    return this.forward.forwardShape(shape);
  }
}
