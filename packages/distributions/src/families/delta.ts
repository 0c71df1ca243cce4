// All mass on one point.
import { asTensor, broadcastShapes, capturing, type Numeric } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { independent } from "../constraints/independent.ts";
import { real } from "../constraints/intervals.ts";
import { Distribution, type Key } from "../distribution.ts";
import { allRightmost, broadcastTo, orMinusInfinity } from "../tensors.ts";

export interface DeltaOptions {
  /** What `logProb` is at the point. */
  readonly logDensity?: Numeric;
  /** How many rightmost axes of the point are one event. */
  readonly eventDim?: number;
}

/** Delta(v): always v. Its log density is `logDensity` there and -Infinity elsewhere. */
export class Delta extends Distribution {
  static override readonly argConstraints = { logDensity: real };
  readonly support: Constraint;
  readonly v: tf.Tensor;
  readonly logDensity: tf.Tensor;

  constructor(v: Numeric = 0, { logDensity = 0, eventDim = 0 }: DeltaOptions = {}) {
    const point = asTensor(v);
    const atPoint = asTensor(logDensity);
    const cut = point.rank - eventDim;
    super(
      broadcastShapes([point.shape.slice(0, cut), atPoint.shape], "Delta(v, logDensity)"),
      point.shape.slice(cut),
      {
        logDensity: atPoint,
      },
    );
    this.v = point;
    this.logDensity = atPoint;
    this.support = independent(real, eventDim);
  }

  override get hasRsample(): boolean {
    return true;
  }

  logProb(value: Numeric): tf.Tensor {
    return capturing(() => {
      const isPoint = allRightmost(tf.equal(asTensor(value), this.v), this.eventDim);
      return orMinusInfinity(isPoint, this.logDensity);
    });
  }

  sample(_key: Key, sampleShape: readonly number[] = []): tf.Tensor {
    return capturing(() => broadcastTo(this.v, this.shape(sampleShape)));
  }

  override get mean(): tf.Tensor {
    return capturing(() => broadcastTo(this.v, this.shape()));
  }

  override get variance(): tf.Tensor {
    return capturing(() => tf.zeros(this.shape()));
  }

  override cdf(value: Numeric): tf.Tensor {
    return capturing(() => tf.cast(tf.greaterEqual(asTensor(value), this.v), "float32"));
  }

  override icdf(q: Numeric): tf.Tensor {
    return capturing(() => tf.add(tf.zerosLike(asTensor(q)), this.v));
  }

  override entropy(): tf.Tensor {
    return capturing(() => broadcastTo(tf.neg(this.logDensity), this.batchShape));
  }
}
