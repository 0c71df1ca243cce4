// The negative binomial distribution, by its mean and concentration: the usual form for regressions of counts.
import type { Numeric } from "@nutmeg-ppl/compiler";
import type * as tf from "@tensorflow/tfjs-core";
import { positive } from "../constraints/intervals.ts";
import { NegativeBinomial } from "./negativeBinomial.ts";

/** NegativeBinomial2(mean, concentration): counts of variance mean + mean^2 / concentration. */
export class NegativeBinomial2 extends NegativeBinomial<"mean" | "concentration"> {
  static override readonly argConstraints = { mean: positive, concentration: positive };
  readonly concentration: tf.Tensor;

  /**
   * @param mean > 0
   * @param concentration > 0; towards infinity the counts are Poisson(mean)
   */
  constructor(mean: Numeric, concentration: Numeric) {
    super({ mean, concentration });
    this.concentration = this.parameters.concentration;
  }

  protected get size(): tf.Tensor {
    return this.concentration;
  }

  protected get odds(): tf.Tensor {
    return this.parameters.mean.div(this.concentration);
  }

  protected override meanOf(): tf.Tensor {
    return this.parameters.mean;
  }

  /** k log(m / a) - (k + a) log(1 + m / a) for mean m and concentration a: log(m) alone is free where m is an exponential. */
  protected logOfChances(k: tf.Tensor): tf.Tensor {
    const logOdds = this.parameters.mean.log().sub(this.concentration.log());
    return k.mul(logOdds).sub(k.add(this.concentration).mul(this.odds.log1p()));
  }
}
