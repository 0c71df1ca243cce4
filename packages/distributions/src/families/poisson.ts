// The Poisson distribution.
import { draw, gammaincc, lgamma, type Numeric, type RandomKey } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { nonnegativeInteger } from "../constraints/integers.ts";
import { positive } from "../constraints/intervals.ts";
import { Family } from "../family.ts";
import { countTimes, logOfPositive } from "../probabilities.ts";
import { poisson } from "../samplers/poisson.ts";
import { orMinusInfinity } from "../tensors.ts";

/** Poisson(rate): P(k) = rate^k exp(-rate) / k!. */
export class Poisson extends Family<"rate"> {
  static override readonly argConstraints = { rate: positive };
  readonly support: Constraint = nonnegativeInteger;
  readonly rate: tf.Tensor;

  /** @param rate the mean, > 0 */
  constructor(rate: Numeric) {
    super({ rate });
    this.rate = this.parameters.rate;
  }

  protected logDensity(x: tf.Tensor): tf.Tensor {
    const isInside = this.support.check(x);
    const k = tf.where(isInside, x, 0);
    const inside = countTimes(k, logOfPositive(this.rate))
      .sub(this.rate)
      .sub(lgamma(k.add(1)));
    return orMinusInfinity(isInside, inside);
  }

  protected draws(key: RandomKey, shape: readonly number[]): tf.Tensor {
    return draw({ key, shape, parameters: [this.rate], sampler: poisson, dtype: "int32" });
  }

  protected override meanOf(): tf.Tensor {
    return this.rate;
  }

  protected override varianceOf(): tf.Tensor {
    return this.rate;
  }

  protected override cdfOf(x: tf.Tensor): tf.Tensor {
    const k = x.floor();
    const isInside = k.greaterEqual(0);
    return tf.where(isInside, gammaincc(tf.where(isInside, k, 0).add(1), this.rate), 0);
  }
}
