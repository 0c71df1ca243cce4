// The distribution of the reciprocal of a gamma variate.
import { digamma, draw, gammaincc, lgamma, type Numeric, type RandomKey } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { positive } from "../constraints/intervals.ts";
import { Family } from "../family.ts";
import { logGamma } from "../samplers/logGamma.ts";
import { orMinusInfinity } from "../tensors.ts";

/** InverseGamma(concentration, rate): density b^a x^(-a - 1) exp(-b / x) / Gamma(a) for x > 0, a = concentration, b = rate. */
export class InverseGamma extends Family<"concentration" | "rate"> {
  static override readonly argConstraints = { concentration: positive, rate: positive };
  readonly support: Constraint = positive;
  readonly concentration: tf.Tensor;
  readonly rate: tf.Tensor;

  /**
   * @param concentration the shape, > 0
   * @param rate the rate of the reciprocal, which is the scale of x, > 0
   */
  constructor(concentration: Numeric, rate: Numeric = 1) {
    super({ concentration, rate });
    this.concentration = this.parameters.concentration;
    this.rate = this.parameters.rate;
  }

  protected logDensity(x: tf.Tensor): tf.Tensor {
    const { concentration, rate } = this;
    const normalizer = concentration.mul(rate.log()).sub(lgamma(concentration));
    const inside = normalizer.sub(concentration.add(1).mul(x.log())).sub(rate.div(x));
    return orMinusInfinity(x.greater(0), inside);
  }

  protected draws(key: RandomKey, shape: readonly number[]): tf.Tensor {
    return this.rate.mul(
      draw({ key, shape, parameters: [this.concentration], sampler: logGamma })
        .neg()
        .exp(),
    );
  }

  protected override meanOf(): tf.Tensor {
    const excess = this.concentration.sub(1);
    return tf.where(excess.greater(0), this.rate.div(excess), Number.POSITIVE_INFINITY);
  }

  protected override varianceOf(): tf.Tensor {
    const excess = this.concentration.sub(1);
    const finite = this.rate.div(excess).square().div(excess.sub(1));
    return tf.where(excess.greater(1), finite, Number.POSITIVE_INFINITY);
  }

  protected override cdfOf(x: tf.Tensor): tf.Tensor {
    const isInside = x.greater(0);
    const reciprocal = this.rate.div(tf.where(isInside, x, 1));
    return tf.where(isInside, gammaincc(this.concentration, reciprocal), 0);
  }

  protected override entropyOf(): tf.Tensor {
    const { concentration, rate } = this;
    const shape = lgamma(concentration).sub(concentration.add(1).mul(digamma(concentration)));
    return concentration.add(rate.log()).add(shape);
  }
}
