// What the negative binomial distributions have in common: Poisson counts whose rates are gamma variates. Not a family: each
// parametrization has a file of its own.
import { betainc, draw, lgamma, type RandomKey } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { nonnegativeInteger } from "../constraints/integers.ts";
import { Family } from "../family.ts";
import { logGamma } from "../samplers/logGamma.ts";
import { poisson } from "../samplers/poisson.ts";
import { orMinusInfinity } from "../tensors.ts";

/** P(k) = Gamma(k + r) / (k! Gamma(r)) p^k (1 - p)^r: k counts the events of chance p before the r-th that is none. */
export abstract class NegativeBinomial<P extends string> extends Family<P> {
  readonly support: Constraint = nonnegativeInteger;

  /** r, which need not be whole: the shape of the gamma variate. */
  protected abstract get size(): tf.Tensor;

  /** p / (1 - p): the scale of the gamma variate. */
  protected abstract get odds(): tf.Tensor;

  /** log(p^k (1 - p)^r). */
  protected abstract logOfChances(k: tf.Tensor): tf.Tensor;

  protected logDensity(x: tf.Tensor): tf.Tensor {
    const isInside = this.support.check(x);
    const k = tf.where(isInside, x, 0);
    const logWays = lgamma(k.add(this.size))
      .sub(lgamma(this.size))
      .sub(lgamma(k.add(1)));
    return orMinusInfinity(isInside, logWays.add(this.logOfChances(k)));
  }

  protected draws(key: RandomKey, shape: readonly number[]): tf.Tensor {
    const [rateKey, countKey] = key.split() as [RandomKey, RandomKey];
    const logRate = draw({ key: rateKey, shape, parameters: [this.size], sampler: logGamma });
    const rate = logRate.exp().mul(this.odds);
    return draw({ key: countKey, shape, parameters: [rate], sampler: poisson, dtype: "int32" });
  }

  protected override meanOf(): tf.Tensor {
    return this.size.mul(this.odds);
  }

  protected override varianceOf(): tf.Tensor {
    return this.meanOf().mul(this.odds.add(1));
  }

  protected override cdfOf(x: tf.Tensor): tf.Tensor {
    const k = x.floor();
    const isInside = k.greaterEqual(0);
    const inside = betainc(this.size, tf.where(isInside, k, 0).add(1), this.odds.add(1).reciprocal());
    return tf.where(isInside, inside, 0);
  }
}
