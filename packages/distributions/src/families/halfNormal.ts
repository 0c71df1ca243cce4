// The normal distribution folded at 0.
import { asTensor, draw, erf, erfinv, type Numeric, type RandomKey } from "@nutmeg-ppl/compiler";
import type * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { nonnegative, positive } from "../constraints/intervals.ts";
import { Family } from "../family.ts";
import { standardNormal } from "../samplers/standardNormal.ts";
import { orMinusInfinity } from "../tensors.ts";

/** log sqrt(2 / pi) */
const LOG_NORMALIZER = -0.22579135264472744;

/** HalfNormal(scale): |x| for x ~ Normal(0, scale). */
export class HalfNormal extends Family<"scale"> {
  static override readonly argConstraints = { scale: positive };
  readonly support: Constraint = nonnegative;
  readonly scale: tf.Tensor;

  /** @param scale the standard deviation before folding, > 0 */
  constructor(scale: Numeric = 1) {
    super({ scale });
    this.scale = this.parameters.scale;
  }

  override get hasRsample(): boolean {
    return true;
  }

  protected logDensity(x: tf.Tensor): tf.Tensor {
    const z = x.div(this.scale);
    const inside = z.square().mul(-0.5).sub(this.scale.log()).add(asTensor(LOG_NORMALIZER));
    return orMinusInfinity(x.greaterEqual(0), inside);
  }

  protected draws(key: RandomKey, shape: readonly number[]): tf.Tensor {
    return this.scale.mul(draw({ key, shape, parameters: [], sampler: standardNormal }).abs());
  }

  protected override meanOf(): tf.Tensor {
    return this.scale.mul(asTensor(0.7978845608028654)); // sqrt(2 / pi)
  }

  protected override varianceOf(): tf.Tensor {
    return this.scale.square().mul(asTensor(0.3633802276324187)); // 1 - 2 / pi
  }

  protected override cdfOf(x: tf.Tensor): tf.Tensor {
    return erf(x.div(this.scale).mul(asTensor(Math.SQRT1_2))).relu();
  }

  protected override icdfOf(q: tf.Tensor): tf.Tensor {
    return this.scale.mul(erfinv(q).mul(asTensor(Math.SQRT2)));
  }

  protected override entropyOf(): tf.Tensor {
    return this.scale.log().add(asTensor(0.5 - LOG_NORMALIZER));
  }
}
