// The distribution of one of K labelled outcomes.
import { asTensor, draw, type RandomKey, UsageError } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { realVector } from "../constraints/independent.ts";
import { integerInterval } from "../constraints/integers.ts";
import { simplex } from "../constraints/vectors.ts";
import { Family } from "../family.ts";
import { countTimes } from "../probabilities.ts";
import { standardUniform } from "../samplers/standardUniform.ts";
import { orMinusInfinity } from "../tensors.ts";
import { enumerate } from "./enumerate.ts";
import { type ProbsOrLogits, probsOrLogits } from "./probsOrLogits.ts";

/** Categorical({ probs }) or Categorical({ logits }), of shape [..., K]: outcome k = 0, ..., K - 1 with probability probs[k]. */
export class Categorical extends Family {
  static override readonly argConstraints: Readonly<Record<string, Constraint>> = {
    probs: simplex,
    logits: realVector,
  };
  /** How many outcomes there are, K. */
  readonly size: number;

  /** @throws UsageError unless exactly one of probs and logits is given, and has an axis for the outcomes */
  constructor(chances: ProbsOrLogits) {
    const given = probsOrLogits("Categorical", chances);
    const size = asTensor(chances.probs ?? chances.logits).shape.at(-1);
    if (size === undefined) {
      throw new UsageError(
        "Categorical: probs or logits must be a vector [..., K] over the outcomes, but it is one number. " +
          "For a single chance use Bernoulli.",
      );
    }
    super(given);
    this.size = size;
  }

  get support(): Constraint {
    return integerInterval(0, this.size - 1);
  }

  /** [..., K]: log(probs), or the logits less their logSumExp. */
  get logWeights(): tf.Tensor {
    const { probs, logits } = this.parameters;
    return probs ? probs.log() : (logits as tf.Tensor).logSoftmax(-1);
  }

  /** [..., K], summing to 1. */
  get probs(): tf.Tensor {
    return this.parameters["probs"] ?? (this.parameters["logits"] as tf.Tensor).softmax(-1);
  }

  override get hasEnumerateSupport(): boolean {
    return true;
  }

  /** Without a batch, a table that is gathered from; with one, a choice along K, which stays one pass over the data. */
  protected logDensity(x: tf.Tensor): tf.Tensor {
    const { logWeights } = this;
    const isInside = this.support.check(x);
    const label = tf.where(isInside, x, 0).toInt();
    const chosen =
      logWeights.rank === 1
        ? logWeights.gather(label)
        : tf.where(label.expandDims(-1).equal(this.#labels()), logWeights, 0).sum(-1);
    return orMinusInfinity(isInside, chosen);
  }

  /** How many cumulated probabilities a uniform share of the total has passed. An outcome of probability 0 is never drawn. */
  protected draws(key: RandomKey, shape: readonly number[]): tf.Tensor {
    const cumulated = this.probs.cumsum(-1);
    const total = cumulated.slice(
      cumulated.shape.map((extent, axis) => (axis === cumulated.rank - 1 ? extent - 1 : 0)),
      cumulated.shape.map((extent, axis) => (axis === cumulated.rank - 1 ? 1 : extent)),
    );
    const uniform = draw({ key, shape, parameters: [], sampler: standardUniform }).expandDims(-1);
    return uniform.mul(total).greaterEqual(cumulated).toInt().sum(-1);
  }

  /** NaN, as in NumPyro: labels are names, not numbers. */
  protected override meanOf(): tf.Tensor {
    return asTensor(Number.NaN);
  }

  protected override varianceOf(): tf.Tensor {
    return asTensor(Number.NaN);
  }

  protected override entropyOf(): tf.Tensor {
    return countTimes(this.probs, this.logWeights).sum(-1).neg();
  }

  override enumerateSupport(expand = true): tf.Tensor {
    return enumerate(this.size, this.batchShape, expand);
  }

  #labels(): tf.Tensor {
    return asTensor(Int32Array.from({ length: this.size }, (_, k) => k));
  }
}
