// The Cauchy distribution.
import { asTensor, draw, type Numeric, type RandomKey } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { positive, real } from "../constraints/intervals.ts";
import { Family } from "../family.ts";
import { LOG_PI, LOG_TWO } from "../logarithms.ts";
import { standardUniform } from "../samplers/standardUniform.ts";

/** tan(pi (q - 1/2)) as a cotangent from the nearer end, so that tails keep their digits. */
function quantile(q: tf.Tensor): tf.Tensor {
  const isLower = q.less(0.5);
  const angle = tf.where(isLower, q, tf.sub(1, q)).mul(asTensor(Math.PI));
  return tf.where(isLower, -1, 1).div(angle.tan());
}

/** Cauchy(loc, scale): density 1 / (pi scale (1 + z^2)) with z = (x - loc) / scale. */
export class Cauchy extends Family<"loc" | "scale"> {
  static override readonly argConstraints = { loc: real, scale: positive };
  readonly support: Constraint = real;
  readonly loc: tf.Tensor;
  readonly scale: tf.Tensor;

  /** @param scale half the interquartile range, > 0 */
  constructor(loc: Numeric = 0, scale: Numeric = 1) {
    super({ loc, scale });
    this.loc = this.parameters.loc;
    this.scale = this.parameters.scale;
  }

  override get hasRsample(): boolean {
    return true;
  }

  protected logDensity(x: tf.Tensor): tf.Tensor {
    return this.#standardize(x).square().log1p().add(this.scale.log()).add(asTensor(LOG_PI)).neg();
  }

  protected draws(key: RandomKey, shape: readonly number[]): tf.Tensor {
    return this.icdfOf(draw({ key, shape, parameters: [], sampler: standardUniform }));
  }

  protected override meanOf(): tf.Tensor {
    return asTensor(Number.NaN);
  }

  protected override varianceOf(): tf.Tensor {
    return asTensor(Number.NaN);
  }

  protected override cdfOf(x: tf.Tensor): tf.Tensor {
    return tf.atan2(tf.onesLike(x), this.#standardize(x).neg()).div(asTensor(Math.PI));
  }

  protected override icdfOf(q: tf.Tensor): tf.Tensor {
    return this.loc.add(this.scale.mul(quantile(q)));
  }

  protected override entropyOf(): tf.Tensor {
    return this.scale.log().add(asTensor(2 * LOG_TWO + LOG_PI));
  }

  #standardize(x: tf.Tensor): tf.Tensor {
    return x.sub(this.loc).div(this.scale);
  }
}
