// A transform of each element of an array, with the array as the event: log-Jacobians are summed over it.
import type * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { independent } from "../constraints/independent.ts";
import { sumRightmost } from "../tensors.ts";
import { Transform } from "./transform.ts";

export class IndependentTransform extends Transform {
  readonly base: Transform;
  readonly reinterpretedBatchDims: number;

  constructor(base: Transform, reinterpretedBatchDims: number) {
    super();
    this.base = base;
    this.reinterpretedBatchDims = reinterpretedBatchDims;
  }

  get domain(): Constraint {
    return independent(this.base.domain, this.reinterpretedBatchDims);
  }

  get codomain(): Constraint {
    return independent(this.base.codomain, this.reinterpretedBatchDims);
  }

  call(x: tf.Tensor): tf.Tensor {
    return this.base.call(x);
  }

  inverse(y: tf.Tensor): tf.Tensor {
    return this.base.inverse(y);
  }

  logAbsDetJacobian(x: tf.Tensor, y: tf.Tensor): tf.Tensor {
    return sumRightmost(this.base.logAbsDetJacobian(x, y), this.reinterpretedBatchDims);
  }

  override forwardShape(shape: readonly number[]): number[] {
    return this.base.forwardShape(shape);
  }

  override inverseShape(shape: readonly number[]): number[] {
    return this.base.inverseShape(shape);
  }
}
