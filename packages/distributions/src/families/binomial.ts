// The distribution of the number of successes in independent trials.
import {
  betainc,
  draw,
  isKnown,
  logBinomial,
  type Numeric,
  type RandomKey,
  UnsupportedError,
  valuesOf,
} from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { integerInterval, nonnegativeInteger } from "../constraints/integers.ts";
import { real, unitInterval } from "../constraints/intervals.ts";
import { Family } from "../family.ts";
import { countTimes, logOfComplement, logOfCounts, logOfPositive } from "../probabilities.ts";
import { binomial } from "../samplers/binomial.ts";
import { orMinusInfinity } from "../tensors.ts";
import { enumerate } from "./enumerate.ts";
import { type ProbsOrLogits, probsOrLogits } from "./probsOrLogits.ts";

/** Binomial(totalCount, { probs }) or Binomial(totalCount, { logits }): P(k) = C(n, k) p^k (1 - p)^(n - k). */
export class Binomial extends Family {
  static override readonly argConstraints: Readonly<Record<string, Constraint>> = {
    totalCount: nonnegativeInteger,
    probs: unitInterval,
    logits: real,
  };
  /** The number of trials, n. */
  readonly totalCount: tf.Tensor;
  readonly #logits: tf.Tensor | undefined;

  /** @throws UsageError unless exactly one of probs and logits is given */
  constructor(totalCount: Numeric, chance: ProbsOrLogits) {
    super({ totalCount, ...probsOrLogits("Binomial", chance) });
    this.totalCount = this.parameters["totalCount"] as tf.Tensor;
    this.#logits = this.parameters["logits"];
  }

  get support(): Constraint {
    return integerInterval(0, this.totalCount);
  }

  /** The probability of success in one trial, p. */
  get probs(): tf.Tensor {
    return this.parameters["probs"] ?? (this.#logits as tf.Tensor).sigmoid();
  }

  override get hasEnumerateSupport(): boolean {
    return isKnown(this.totalCount) && new Set(valuesOf(this.totalCount)).size === 1;
  }

  protected logDensity(x: tf.Tensor): tf.Tensor {
    const isInside = this.support.check(x);
    // lgamma of a negative number would make a NaN of the branch that is not taken, and of its gradient.
    const k = tf.where(isInside, x, 0);
    const rest = this.totalCount.sub(k);
    // There is one way to have no success or no failure: 0 exactly, which rounding must not spoil.
    const isOneWay = k.equal(0).logicalOr(rest.equal(0));
    const logWays = tf.where(isOneWay, 0, logBinomial(this.totalCount, k));
    return orMinusInfinity(isInside, logWays.add(this.#logOfCounts(k, rest)));
  }

  protected draws(key: RandomKey, shape: readonly number[]): tf.Tensor {
    return draw({ key, shape, parameters: [this.totalCount, this.probs], sampler: binomial, dtype: "int32" });
  }

  protected override meanOf(): tf.Tensor {
    return this.totalCount.mul(this.probs);
  }

  protected override varianceOf(): tf.Tensor {
    return this.totalCount.mul(this.probs).mul(tf.sub(1, this.probs));
  }

  protected override cdfOf(x: tf.Tensor): tf.Tensor {
    const k = x.floor();
    const isInside = k.greaterEqual(0).logicalAnd(k.less(this.totalCount));
    const safe = tf.where(isInside, k, 0);
    const count = tf.where(isInside, this.totalCount, 1);
    const inside = betainc(count.sub(safe), safe.add(1), tf.sub(1, this.probs));
    return tf.where(isInside, inside, tf.where(k.less(0), 0, 1));
  }

  /** @throws UnsupportedError when the counts differ between elements, or depend on a parameter */
  override enumerateSupport(expand = true): tf.Tensor {
    if (!this.hasEnumerateSupport) {
      throw new UnsupportedError(
        "Binomial.enumerateSupport needs one known totalCount that all elements share.",
      );
    }
    return enumerate((valuesOf(this.totalCount)[0] ?? 0) + 1, this.batchShape, expand);
  }

  /** The logarithm of p^successes (1 - p)^failures. */
  #logOfCounts(successes: tf.Tensor, failures: tf.Tensor): tf.Tensor {
    if (this.#logits) return logOfCounts(successes, failures, this.#logits);
    return countTimes(successes, logOfPositive(this.probs)).add(
      countTimes(failures, logOfComplement(this.probs)),
    );
  }
}
