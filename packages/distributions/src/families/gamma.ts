// The gamma distribution, by shape and rate.
import { digamma, draw, gammainc, lgamma, type Numeric, type RandomKey } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { positive } from "../constraints/intervals.ts";
import { Family } from "../family.ts";
import { logGamma } from "../samplers/logGamma.ts";
import { orMinusInfinity } from "../tensors.ts";

/** Gamma(concentration, rate): density rate^a x^(a - 1) exp(-rate x) / Gamma(a) for x > 0, with a = concentration. */
export class Gamma extends Family<"concentration" | "rate"> {
  static override readonly argConstraints = { concentration: positive, rate: positive };
  readonly support: Constraint = positive;
  readonly concentration: tf.Tensor;
  readonly rate: tf.Tensor;

  /**
   * @param concentration the shape, > 0
   * @param rate one over the scale, > 0
   */
  constructor(concentration: Numeric, rate: Numeric = 1) {
    super({ concentration, rate });
    this.concentration = this.parameters.concentration;
    this.rate = this.parameters.rate;
  }

  protected logDensity(x: tf.Tensor): tf.Tensor {
    const { concentration, rate } = this;
    const normalizer = concentration.mul(rate.log()).sub(lgamma(concentration));
    const inside = concentration.sub(1).mul(x.log()).sub(rate.mul(x)).add(normalizer);
    return orMinusInfinity(x.greater(0), inside);
  }

  protected draws(key: RandomKey, shape: readonly number[]): tf.Tensor {
    return draw({ key, shape, parameters: [this.concentration], sampler: logGamma })
      .exp()
      .div(this.rate);
  }

  protected override meanOf(): tf.Tensor {
    return this.concentration.div(this.rate);
  }

  protected override varianceOf(): tf.Tensor {
    return this.concentration.div(this.rate.square());
  }

  protected override cdfOf(x: tf.Tensor): tf.Tensor {
    return gammainc(this.concentration, this.rate.mul(x.relu()));
  }

  protected override entropyOf(): tf.Tensor {
    const { concentration } = this;
    const shape = lgamma(concentration).add(tf.sub(1, concentration).mul(digamma(concentration)));
    return concentration.sub(this.rate.log()).add(shape);
  }
}
