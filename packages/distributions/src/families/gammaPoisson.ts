// The distribution of Poisson counts whose rate is a gamma variate.
import type { Numeric } from "@nutmeg-ppl/compiler";
import type * as tf from "@tensorflow/tfjs-core";
import { positive } from "../constraints/intervals.ts";
import { NegativeBinomial } from "./negativeBinomial.ts";

/** GammaPoisson(concentration, rate): Poisson(u) for u ~ Gamma(concentration, rate). */
export class GammaPoisson extends NegativeBinomial<"concentration" | "rate"> {
  static override readonly argConstraints = { concentration: positive, rate: positive };
  readonly concentration: tf.Tensor;
  readonly rate: tf.Tensor;

  /**
   * @param concentration the shape of the gamma distribution, > 0
   * @param rate one over its scale, > 0
   */
  constructor(concentration: Numeric, rate: Numeric = 1) {
    super({ concentration, rate });
    this.concentration = this.parameters.concentration;
    this.rate = this.parameters.rate;
  }

  protected get size(): tf.Tensor {
    return this.concentration;
  }

  protected get odds(): tf.Tensor {
    return this.rate.reciprocal();
  }

  protected logOfChances(k: tf.Tensor): tf.Tensor {
    return k.mul(this.rate.log1p()).add(this.concentration.mul(this.odds.log1p())).neg();
  }
}
