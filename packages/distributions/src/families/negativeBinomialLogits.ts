// The negative binomial distribution, by the log odds of an event.
import type { Numeric } from "@nutmeg-ppl/compiler";
import type * as tf from "@tensorflow/tfjs-core";
import { positive, real } from "../constraints/intervals.ts";
import { logOfCounts } from "../probabilities.ts";
import { NegativeBinomial } from "./negativeBinomial.ts";

/** NegativeBinomialLogits(totalCount, logits): NegativeBinomialProbs(totalCount, sigmoid(logits)). */
export class NegativeBinomialLogits extends NegativeBinomial<"totalCount" | "logits"> {
  static override readonly argConstraints = { totalCount: positive, logits: real };
  readonly totalCount: tf.Tensor;
  readonly logits: tf.Tensor;

  /**
   * @param totalCount how many failures end the count, > 0, not necessarily whole
   * @param logits log(p / (1 - p)) of the chance p of what is counted
   */
  constructor(totalCount: Numeric, logits: Numeric) {
    super({ totalCount, logits });
    this.totalCount = this.parameters.totalCount;
    this.logits = this.parameters.logits;
  }

  protected get size(): tf.Tensor {
    return this.totalCount;
  }

  protected get odds(): tf.Tensor {
    return this.logits.exp();
  }

  protected logOfChances(k: tf.Tensor): tf.Tensor {
    return logOfCounts(k, this.totalCount, this.logits);
  }
}
