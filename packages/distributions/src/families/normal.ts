// The normal distribution.
import {
  asTensor,
  draw,
  type Numeric,
  normalCdf,
  normalQuantile,
  type RandomKey,
} from "@nutmeg-ppl/compiler";
import type * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { positive, real } from "../constraints/intervals.ts";
import { Family } from "../family.ts";
import { HALF_LOG_TWO_PI } from "../logarithms.ts";
import { standardNormal } from "../samplers/standardNormal.ts";

/** Normal(loc, scale): density exp(-z^2 / 2) / (scale sqrt(2 pi)) with z = (x - loc) / scale. */
export class Normal extends Family<"loc" | "scale"> {
  static override readonly argConstraints = { loc: real, scale: positive };
  readonly support: Constraint = real;
  readonly loc: tf.Tensor;
  readonly scale: tf.Tensor;

  /** @param scale the standard deviation, > 0 */
  constructor(loc: Numeric = 0, scale: Numeric = 1) {
    super({ loc, scale });
    this.loc = this.parameters.loc;
    this.scale = this.parameters.scale;
  }

  override get hasRsample(): boolean {
    return true;
  }

  protected logDensity(x: tf.Tensor): tf.Tensor {
    return this.#standardize(x).square().mul(-0.5).sub(this.scale.log()).sub(asTensor(HALF_LOG_TWO_PI));
  }

  protected draws(key: RandomKey, shape: readonly number[]): tf.Tensor {
    return this.loc.add(this.scale.mul(draw({ key, shape, parameters: [], sampler: standardNormal })));
  }

  protected override meanOf(): tf.Tensor {
    return this.loc;
  }

  protected override varianceOf(): tf.Tensor {
    return this.scale.square();
  }

  protected override cdfOf(x: tf.Tensor): tf.Tensor {
    return normalCdf(this.#standardize(x));
  }

  protected override icdfOf(q: tf.Tensor): tf.Tensor {
    return this.loc.add(this.scale.mul(normalQuantile(q)));
  }

  protected override entropyOf(): tf.Tensor {
    return this.scale.log().add(asTensor(HALF_LOG_TWO_PI + 0.5));
  }

  #standardize(x: tf.Tensor): tf.Tensor {
    return x.sub(this.loc).div(this.scale);
  }
}
