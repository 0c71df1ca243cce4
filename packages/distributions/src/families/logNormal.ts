// The distribution of exp of a normal variate.
import {
  asTensor,
  draw,
  type Numeric,
  normalCdf,
  normalQuantile,
  type RandomKey,
} from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { positive, real } from "../constraints/intervals.ts";
import { Family } from "../family.ts";
import { HALF_LOG_TWO_PI } from "../logarithms.ts";
import { standardNormal } from "../samplers/standardNormal.ts";
import { orMinusInfinity } from "../tensors.ts";

/** LogNormal(loc, scale): exp(y) for y ~ Normal(loc, scale). */
export class LogNormal extends Family<"loc" | "scale"> {
  static override readonly argConstraints = { loc: real, scale: positive };
  readonly support: Constraint = positive;
  readonly loc: tf.Tensor;
  readonly scale: tf.Tensor;

  /**
   * @param loc the mean of the logarithm
   * @param scale its standard deviation, > 0
   */
  constructor(loc: Numeric = 0, scale: Numeric = 1) {
    super({ loc, scale });
    this.loc = this.parameters.loc;
    this.scale = this.parameters.scale;
  }

  override get hasRsample(): boolean {
    return true;
  }

  protected logDensity(x: tf.Tensor): tf.Tensor {
    const logX = x.log();
    const z = logX.sub(this.loc).div(this.scale);
    const inside = z.square().mul(-0.5).sub(this.scale.log()).sub(asTensor(HALF_LOG_TWO_PI)).sub(logX);
    return orMinusInfinity(x.greater(0), inside);
  }

  protected draws(key: RandomKey, shape: readonly number[]): tf.Tensor {
    const normal = draw({ key, shape, parameters: [], sampler: standardNormal });
    return this.loc.add(this.scale.mul(normal)).exp();
  }

  protected override meanOf(): tf.Tensor {
    return this.loc.add(this.scale.square().mul(0.5)).exp();
  }

  protected override varianceOf(): tf.Tensor {
    const square = this.scale.square();
    return square.expm1().mul(this.loc.mul(2).add(square).exp());
  }

  protected override cdfOf(x: tf.Tensor): tf.Tensor {
    const isInside = x.greater(0);
    const z = tf.where(isInside, x, 1).log().sub(this.loc).div(this.scale);
    return tf.where(isInside, normalCdf(z), 0);
  }

  protected override icdfOf(q: tf.Tensor): tf.Tensor {
    return this.loc.add(this.scale.mul(normalQuantile(q))).exp();
  }

  protected override entropyOf(): tf.Tensor {
    return this.loc.add(this.scale.log()).add(asTensor(HALF_LOG_TWO_PI + 0.5));
  }
}
