// The negative binomial distribution, by the chance of an event.
import type { Numeric } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import { positive, unitInterval } from "../constraints/intervals.ts";
import { countTimes, logOfComplement, logOfPositive } from "../probabilities.ts";
import { NegativeBinomial } from "./negativeBinomial.ts";

/** NegativeBinomialProbs(totalCount, probs): P(k) = Gamma(k + r) / (k! Gamma(r)) p^k (1 - p)^r, r = totalCount, p = probs. */
export class NegativeBinomialProbs extends NegativeBinomial<"totalCount" | "probs"> {
  static override readonly argConstraints = { totalCount: positive, probs: unitInterval };
  readonly totalCount: tf.Tensor;
  readonly probs: tf.Tensor;

  /**
   * @param totalCount how many failures end the count, > 0, not necessarily whole
   * @param probs the chance of what is counted, in [0, 1]
   */
  constructor(totalCount: Numeric, probs: Numeric) {
    super({ totalCount, probs });
    this.totalCount = this.parameters.totalCount;
    this.probs = this.parameters.probs;
  }

  protected get size(): tf.Tensor {
    return this.totalCount;
  }

  protected get odds(): tf.Tensor {
    return this.probs.div(tf.sub(1, this.probs));
  }

  protected logOfChances(k: tf.Tensor): tf.Tensor {
    return countTimes(k, logOfPositive(this.probs)).add(this.totalCount.mul(logOfComplement(this.probs)));
  }
}
