// The continuous uniform distribution on an interval.
import { draw, type Numeric, type RandomKey } from "@nutmeg-ppl/compiler";
import type * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { greaterThan, interval, real } from "../constraints/intervals.ts";
import { Family } from "../family.ts";
import { standardUniform } from "../samplers/standardUniform.ts";
import { orMinusInfinity } from "../tensors.ts";
import { checkParameter } from "../validation.ts";

/** Uniform(low, high): density 1 / (high - low) from low to high, both included. */
export class Uniform extends Family<"low" | "high"> {
  static override readonly argConstraints = { low: real, high: real };
  readonly low: tf.Tensor;
  readonly high: tf.Tensor;

  /** @param high > low */
  constructor(low: Numeric = 0, high: Numeric = 1) {
    super({ low, high });
    this.low = this.parameters.low;
    this.high = this.parameters.high;
    checkParameter("Uniform", "high", this.high, greaterThan(this.low));
  }

  get support(): Constraint {
    return interval(this.low, this.high);
  }

  override get hasRsample(): boolean {
    return true;
  }

  protected logDensity(x: tf.Tensor): tf.Tensor {
    const inside = x.greaterEqual(this.low).logicalAnd(x.lessEqual(this.high));
    return orMinusInfinity(inside, this.#width().log().neg());
  }

  protected draws(key: RandomKey, shape: readonly number[]): tf.Tensor {
    return this.icdfOf(draw({ key, shape, parameters: [], sampler: standardUniform }));
  }

  protected override meanOf(): tf.Tensor {
    return this.low.add(this.high).mul(0.5);
  }

  protected override varianceOf(): tf.Tensor {
    return this.#width().square().div(12);
  }

  protected override cdfOf(x: tf.Tensor): tf.Tensor {
    return x.sub(this.low).div(this.#width()).clipByValue(0, 1);
  }

  protected override icdfOf(q: tf.Tensor): tf.Tensor {
    return this.low.add(this.#width().mul(q));
  }

  protected override entropyOf(): tf.Tensor {
    return this.#width().log();
  }

  #width(): tf.Tensor {
    return this.high.sub(this.low);
  }
}
