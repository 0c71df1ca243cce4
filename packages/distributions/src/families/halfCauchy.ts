// The Cauchy distribution folded at 0.
import { asTensor, draw, type Numeric, type RandomKey } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { nonnegative, positive } from "../constraints/intervals.ts";
import { Family } from "../family.ts";
import { LOG_PI, LOG_TWO } from "../logarithms.ts";
import { standardUniform } from "../samplers/standardUniform.ts";
import { orMinusInfinity } from "../tensors.ts";

/** HalfCauchy(scale): |x| for x ~ Cauchy(0, scale). */
export class HalfCauchy extends Family<"scale"> {
  static override readonly argConstraints = { scale: positive };
  readonly support: Constraint = nonnegative;
  readonly scale: tf.Tensor;

  /** @param scale the median, > 0 */
  constructor(scale: Numeric = 1) {
    super({ scale });
    this.scale = this.parameters.scale;
  }

  override get hasRsample(): boolean {
    return true;
  }

  protected logDensity(x: tf.Tensor): tf.Tensor {
    const z = x.div(this.scale);
    const inside = z
      .square()
      .log1p()
      .add(this.scale.log())
      .add(asTensor(LOG_PI - LOG_TWO))
      .neg();
    return orMinusInfinity(x.greaterEqual(0), inside);
  }

  protected draws(key: RandomKey, shape: readonly number[]): tf.Tensor {
    return this.icdfOf(draw({ key, shape, parameters: [], sampler: standardUniform }));
  }

  protected override meanOf(): tf.Tensor {
    return asTensor(Number.POSITIVE_INFINITY);
  }

  protected override varianceOf(): tf.Tensor {
    return asTensor(Number.POSITIVE_INFINITY);
  }

  protected override cdfOf(x: tf.Tensor): tf.Tensor {
    return x
      .div(this.scale)
      .atan()
      .mul(asTensor(2 / Math.PI))
      .relu();
  }

  /** tan(pi q / 2), as a cotangent from 1 in the upper half. */
  protected override icdfOf(q: tf.Tensor): tf.Tensor {
    const isLower = q.less(0.5);
    const tangent = tf
      .where(isLower, q, tf.sub(1, q))
      .mul(asTensor(Math.PI / 2))
      .tan();
    return this.scale.mul(tf.where(isLower, tangent, tangent.reciprocal()));
  }

  protected override entropyOf(): tf.Tensor {
    return this.scale.log().add(asTensor(LOG_TWO + LOG_PI));
  }
}
