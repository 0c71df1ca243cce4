// The beta distribution.
import {
  betainc,
  digamma,
  draw,
  logBeta,
  type Numeric,
  type RandomKey,
  xlog1py,
  xlogy,
} from "@nutmeg-ppl/compiler";
import type * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { positive, unitInterval } from "../constraints/intervals.ts";
import { Family } from "../family.ts";
import { logGamma } from "../samplers/logGamma.ts";
import { orMinusInfinity } from "../tensors.ts";

/** Beta(concentration1, concentration0): density x^(a - 1) (1 - x)^(b - 1) / B(a, b), a = concentration1, b = concentration0. */
export class Beta extends Family<"concentration1" | "concentration0"> {
  static override readonly argConstraints = { concentration1: positive, concentration0: positive };
  readonly support: Constraint = unitInterval;
  readonly concentration1: tf.Tensor;
  readonly concentration0: tf.Tensor;

  /**
   * @param concentration1 the weight of 1, > 0
   * @param concentration0 the weight of 0, > 0
   */
  constructor(concentration1: Numeric, concentration0: Numeric) {
    super({ concentration1, concentration0 });
    this.concentration1 = this.parameters.concentration1;
    this.concentration0 = this.parameters.concentration0;
  }

  protected logDensity(x: tf.Tensor): tf.Tensor {
    const { concentration1: a, concentration0: b } = this;
    const inside = xlogy(a.sub(1), x)
      .add(xlog1py(b.sub(1), x.neg()))
      .sub(logBeta(a, b));
    return orMinusInfinity(x.greaterEqual(0).logicalAnd(x.lessEqual(1)), inside);
  }

  /** The share of one gamma variate in the sum of two, from their logarithms. */
  protected draws(key: RandomKey, shape: readonly number[]): tf.Tensor {
    const [key1, key0] = key.split() as [RandomKey, RandomKey];
    const log1 = draw({ key: key1, shape, parameters: [this.concentration1], sampler: logGamma });
    const log0 = draw({ key: key0, shape, parameters: [this.concentration0], sampler: logGamma });
    return log1.sub(log0).sigmoid();
  }

  protected override meanOf(): tf.Tensor {
    return this.concentration1.div(this.#total());
  }

  protected override varianceOf(): tf.Tensor {
    const total = this.#total();
    return this.concentration1.mul(this.concentration0).div(total.square().mul(total.add(1)));
  }

  protected override cdfOf(x: tf.Tensor): tf.Tensor {
    return betainc(this.concentration1, this.concentration0, x.clipByValue(0, 1));
  }

  protected override entropyOf(): tf.Tensor {
    const { concentration1: a, concentration0: b } = this;
    const parts = a
      .sub(1)
      .mul(digamma(a))
      .add(b.sub(1).mul(digamma(b)));
    const total = this.#total();
    return logBeta(a, b)
      .sub(parts)
      .add(total.sub(2).mul(digamma(total)));
  }

  #total(): tf.Tensor {
    return this.concentration1.add(this.concentration0);
  }
}
