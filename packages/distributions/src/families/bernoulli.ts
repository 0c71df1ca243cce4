// The distribution of a single yes or no.
import { draw, type RandomKey } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { boolean } from "../constraints/integers.ts";
import { real, unitInterval } from "../constraints/intervals.ts";
import { Family } from "../family.ts";
import { countTimes, logOfComplement, logOfPositive } from "../probabilities.ts";
import { standardUniform } from "../samplers/standardUniform.ts";
import { orMinusInfinity } from "../tensors.ts";
import { enumerate } from "./enumerate.ts";
import { type ProbsOrLogits, probsOrLogits } from "./probsOrLogits.ts";

/** Bernoulli({ probs }) or Bernoulli({ logits }): 1 with probability p = probs = sigmoid(logits), else 0. */
export class Bernoulli extends Family {
  static override readonly argConstraints: Readonly<Record<string, Constraint>> = {
    probs: unitInterval,
    logits: real,
  };
  readonly support: Constraint = boolean;
  readonly #logits: tf.Tensor | undefined;

  /** @throws UsageError unless exactly one of probs and logits is given */
  constructor(chance: ProbsOrLogits) {
    super(probsOrLogits("Bernoulli", chance));
    this.#logits = this.parameters["logits"];
  }

  /** The probability of 1. */
  get probs(): tf.Tensor {
    return this.parameters["probs"] ?? (this.#logits as tf.Tensor).sigmoid();
  }

  /** log(p / (1 - p)) */
  get logits(): tf.Tensor {
    return this.#logits ?? this.probs.log().sub(this.probs.neg().log1p());
  }

  override get hasEnumerateSupport(): boolean {
    return true;
  }

  protected logDensity(x: tf.Tensor): tf.Tensor {
    const isOne = x.equal(1);
    return orMinusInfinity(isOne.logicalOr(x.equal(0)), this.#logProbOf(isOne));
  }

  protected draws(key: RandomKey, shape: readonly number[]): tf.Tensor {
    return draw({ key, shape, parameters: [], sampler: standardUniform }).less(this.probs).toInt();
  }

  protected override meanOf(): tf.Tensor {
    return this.probs;
  }

  protected override varianceOf(): tf.Tensor {
    return this.probs.mul(this.#complement());
  }

  protected override cdfOf(x: tf.Tensor): tf.Tensor {
    return tf.where(x.greaterEqual(1), 1, tf.where(x.greaterEqual(0), this.#complement(), 0));
  }

  protected override entropyOf(): tf.Tensor {
    const ones = tf.onesLike(this.probs).toBool();
    const one = countTimes(this.probs, this.#logProbOf(ones));
    return one.add(countTimes(this.#complement(), this.#logProbOf(ones.logicalNot()))).neg();
  }

  override enumerateSupport(expand = true): tf.Tensor {
    return enumerate(2, this.batchShape, expand);
  }

  /** The probability of 0, which 1 - probs would round away for large logits. */
  #complement(): tf.Tensor {
    return this.#logits ? this.#logits.neg().sigmoid() : tf.sub(1, this.probs);
  }

  #logProbOf(isOne: tf.Tensor): tf.Tensor {
    if (this.#logits) return tf.where(isOne, -1, 1).mul(this.#logits).softplus().neg();
    return tf.where(isOne, logOfPositive(this.probs), logOfComplement(this.probs));
  }
}
