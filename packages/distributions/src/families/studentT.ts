// Student's t distribution.
import {
  asTensor,
  betainc,
  digamma,
  draw,
  logBeta,
  type Numeric,
  type RandomKey,
} from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { positive, real } from "../constraints/intervals.ts";
import { Family } from "../family.ts";
import { logGamma } from "../samplers/logGamma.ts";
import { standardNormal } from "../samplers/standardNormal.ts";

/** StudentT(df, loc, scale): density (1 + z^2 / df)^(-(df + 1) / 2) / (scale sqrt(df) B(1/2, df/2)), z = (x - loc) / scale. */
export class StudentT extends Family<"df" | "loc" | "scale"> {
  static override readonly argConstraints = { df: positive, loc: real, scale: positive };
  readonly support: Constraint = real;
  readonly df: tf.Tensor;
  readonly loc: tf.Tensor;
  readonly scale: tf.Tensor;

  /**
   * @param df degrees of freedom, > 0
   * @param scale > 0
   */
  constructor(df: Numeric, loc: Numeric = 0, scale: Numeric = 1) {
    super({ df, loc, scale });
    this.df = this.parameters.df;
    this.loc = this.parameters.loc;
    this.scale = this.parameters.scale;
  }

  protected logDensity(x: tf.Tensor): tf.Tensor {
    const kernel = this.#standardize(x).square().div(this.df).log1p().mul(this.df.add(1).mul(-0.5));
    return kernel.sub(this.#logNormalizer());
  }

  /** A normal over the root of a mean square: chi-square(df) / df = gamma(df / 2) / (df / 2). */
  protected draws(key: RandomKey, shape: readonly number[]): tf.Tensor {
    const [normalKey, gammaKey] = key.split() as [RandomKey, RandomKey];
    const half = this.df.mul(0.5);
    const normal = draw({ key: normalKey, shape, parameters: [], sampler: standardNormal });
    const logChi = draw({ key: gammaKey, shape, parameters: [half], sampler: logGamma });
    const z = normal.mul(logChi.sub(half.log()).mul(-0.5).exp());
    return this.loc.add(this.scale.mul(z));
  }

  protected override meanOf(): tf.Tensor {
    return tf.where(this.df.greater(1), this.loc, Number.NaN);
  }

  protected override varianceOf(): tf.Tensor {
    const finite = this.scale.square().mul(this.df.div(this.df.sub(2)));
    const beyondOne = tf.where(this.df.greater(2), finite, Number.POSITIVE_INFINITY);
    return tf.where(this.df.greater(1), beyondOne, Number.NaN);
  }

  protected override cdfOf(x: tf.Tensor): tf.Tensor {
    const z = this.#standardize(x);
    const tail = betainc(this.df.mul(0.5), 0.5, this.df.div(this.df.add(z.square()))).mul(0.5);
    return tf.where(z.lessEqual(0), tail, tf.sub(1, tail));
  }

  protected override entropyOf(): tf.Tensor {
    const half = this.df.mul(0.5);
    const next = half.add(0.5);
    return next.mul(digamma(next).sub(digamma(half))).add(this.#logNormalizer());
  }

  #logNormalizer(): tf.Tensor {
    return logBeta(asTensor(0.5), this.df.mul(0.5)).add(this.df.log().mul(0.5)).add(this.scale.log());
  }

  #standardize(x: tf.Tensor): tf.Tensor {
    return x.sub(this.loc).div(this.scale);
  }
}
