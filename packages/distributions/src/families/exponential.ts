// The exponential distribution.
import { draw, type Numeric, type RandomKey } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { nonnegative, positive } from "../constraints/intervals.ts";
import { Family } from "../family.ts";
import { standardUniform } from "../samplers/standardUniform.ts";
import { orMinusInfinity } from "../tensors.ts";

/** Exponential(rate): density rate exp(-rate x) for x >= 0. */
export class Exponential extends Family<"rate"> {
  static override readonly argConstraints = { rate: positive };
  readonly support: Constraint = nonnegative;
  readonly rate: tf.Tensor;

  /** @param rate one over the mean, > 0 */
  constructor(rate: Numeric = 1) {
    super({ rate });
    this.rate = this.parameters.rate;
  }

  override get hasRsample(): boolean {
    return true;
  }

  protected logDensity(x: tf.Tensor): tf.Tensor {
    return orMinusInfinity(x.greaterEqual(0), this.rate.log().sub(this.rate.mul(x)));
  }

  protected draws(key: RandomKey, shape: readonly number[]): tf.Tensor {
    return this.icdfOf(draw({ key, shape, parameters: [], sampler: standardUniform }));
  }

  protected override meanOf(): tf.Tensor {
    return this.rate.reciprocal();
  }

  protected override varianceOf(): tf.Tensor {
    return this.rate.square().reciprocal();
  }

  protected override cdfOf(x: tf.Tensor): tf.Tensor {
    return this.rate.mul(x.relu()).neg().expm1().neg();
  }

  protected override icdfOf(q: tf.Tensor): tf.Tensor {
    return q.neg().log1p().neg().div(this.rate);
  }

  protected override entropyOf(): tf.Tensor {
    return tf.sub(1, this.rate.log());
  }
}
