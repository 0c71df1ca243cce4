// A mixture with its labels summed out: components of one family along the last batch axis.
import {
  asTensor,
  broadcastShapes,
  capturing,
  logSumExp,
  type Numeric,
  RandomKey,
  showShape,
  UsageError,
} from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { Distribution, type Key } from "../distribution.ts";
import { appendAxes } from "../tensors.ts";
import type { Categorical } from "./categorical.ts";

function checkComponents(mixing: Categorical, component: Distribution): void {
  if (component.batchShape.at(-1) !== mixing.size) {
    throw new UsageError(
      `MixtureSameFamily: the mixing distribution has ${mixing.size} outcomes, so the last batch axis of the components ` +
        `must have size ${mixing.size}; the batch shape of ${component.name} is ${showShape(component.batchShape)}.`,
    );
  }
  if (component.support.batchShape.length > 0) {
    throw new UsageError(
      `MixtureSameFamily: components of ${component.name} have supports of their own (${component.support.name}), but a ` +
        "mixture needs one for all. Give them the same scalar bounds.",
    );
  }
}

/** MixtureSameFamily(mixing, component): density sum_k probs[k] p_k(x), p_k being element k of the last batch axis of `component`. */
export class MixtureSameFamily extends Distribution {
  readonly mixingDistribution: Categorical;
  readonly componentDistribution: Distribution;

  /** @throws UsageError when the numbers of outcomes and components differ, or components have different supports */
  constructor(mixing: Categorical, component: Distribution) {
    checkComponents(mixing, component);
    const batchShapes = [mixing.batchShape, component.batchShape.slice(0, -1)];
    super(broadcastShapes(batchShapes, "MixtureSameFamily(mixing, component)"), component.eventShape);
    this.mixingDistribution = mixing;
    this.componentDistribution = component;
  }

  get support(): Constraint {
    return this.componentDistribution.support;
  }

  /** The axis of components, counted from the right. */
  get mixtureDim(): number {
    return -1 - this.eventDim;
  }

  /** log(probs[k] p_k(value)), of shape [...sample, ...batch, K]; minus its logSumExp, the log responsibilities. */
  componentLogProbs(value: Numeric): tf.Tensor {
    return capturing(() => {
      const perComponent = this.componentDistribution.logProb(this.#spread(value));
      return tf.add(this.mixingDistribution.logWeights, perComponent);
    });
  }

  logProb(value: Numeric): tf.Tensor {
    return logSumExp(this.componentLogProbs(value), -1);
  }

  /** Draws a label, and every component; keeps the one that the label names. */
  sample(key: Key, sampleShape: readonly number[] = []): tf.Tensor {
    return capturing(() => {
      const [componentKey, labelKey] = RandomKey.from(key).split() as [RandomKey, RandomKey];
      const { size } = this.mixingDistribution;
      const all = this.componentDistribution
        .expand([...this.batchShape, size])
        .sample(componentKey, sampleShape);
      const labels = this.mixingDistribution.expand(this.batchShape).sample(labelKey, sampleShape);
      const outcomes = asTensor(Int32Array.from({ length: size }, (_, k) => k));
      const isChosen = appendAxes(tf.equal(tf.expandDims(labels, -1), outcomes), this.eventDim);
      return tf.sum(tf.where(isChosen, all, tf.zerosLike(all)), this.mixtureDim);
    });
  }

  override get mean(): tf.Tensor {
    return capturing(() => this.#average(this.componentDistribution.mean));
  }

  /** The mean of the variances and the variance of the means. */
  override get variance(): tf.Tensor {
    return capturing(() => {
      const { mean, variance } = this.componentDistribution;
      const deviation = tf.sub(mean, tf.expandDims(this.#average(mean), this.mixtureDim));
      return this.#average(tf.add(variance, tf.square(deviation)));
    });
  }

  override cdf(value: Numeric): tf.Tensor {
    return capturing(() => this.#average(this.componentDistribution.cdf(this.#spread(value))));
  }

  #spread(value: Numeric): tf.Tensor {
    return tf.expandDims(asTensor(value), this.mixtureDim);
  }

  #average(perComponent: tf.Tensor): tf.Tensor {
    return tf.sum(
      tf.mul(appendAxes(this.mixingDistribution.probs, this.eventDim), perComponent),
      this.mixtureDim,
    );
  }
}
