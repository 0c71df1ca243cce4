// The Laplace (double exponential) distribution.
import { asTensor, draw, type Numeric, type RandomKey } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { positive, real } from "../constraints/intervals.ts";
import { Family } from "../family.ts";
import { LOG_TWO } from "../logarithms.ts";
import { standardUniform } from "../samplers/standardUniform.ts";

/** Laplace(loc, scale): density exp(-|x - loc| / scale) / (2 scale). */
export class Laplace extends Family<"loc" | "scale"> {
  static override readonly argConstraints = { loc: real, scale: positive };
  readonly support: Constraint = real;
  readonly loc: tf.Tensor;
  readonly scale: tf.Tensor;

  /** @param scale the mean absolute deviation, > 0 */
  constructor(loc: Numeric = 0, scale: Numeric = 1) {
    super({ loc, scale });
    this.loc = this.parameters.loc;
    this.scale = this.parameters.scale;
  }

  override get hasRsample(): boolean {
    return true;
  }

  protected logDensity(x: tf.Tensor): tf.Tensor {
    return this.#standardize(x).abs().add(this.scale.log()).add(asTensor(LOG_TWO)).neg();
  }

  protected draws(key: RandomKey, shape: readonly number[]): tf.Tensor {
    return this.icdfOf(draw({ key, shape, parameters: [], sampler: standardUniform }));
  }

  protected override meanOf(): tf.Tensor {
    return this.loc;
  }

  protected override varianceOf(): tf.Tensor {
    return this.scale.square().mul(2);
  }

  protected override cdfOf(x: tf.Tensor): tf.Tensor {
    const z = this.#standardize(x);
    const tail = z.abs().neg().exp().mul(0.5);
    return tf.where(z.lessEqual(0), tail, tf.sub(1, tail));
  }

  protected override icdfOf(q: tf.Tensor): tf.Tensor {
    const isLower = q.less(0.5);
    const distance = tf.where(isLower, q, tf.sub(1, q)).mul(2).log();
    return this.loc.add(this.scale.mul(tf.where(isLower, distance, distance.neg())));
  }

  protected override entropyOf(): tf.Tensor {
    return this.scale.log().add(asTensor(1 + LOG_TWO));
  }

  #standardize(x: tf.Tensor): tf.Tensor {
    return x.sub(this.loc).div(this.scale);
  }
}
