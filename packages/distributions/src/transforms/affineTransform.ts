// y = loc + scale x.
import { asTensor, broadcastShapes, isKnown, type Numeric, UsageError, valuesOf } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import {
  GreaterThan,
  greaterThan,
  Interval,
  interval,
  LessThan,
  lessThan,
  real,
} from "../constraints/intervals.ts";
import { broadcastTo } from "../tensors.ts";
import { Transform } from "./transform.ts";

export class AffineTransform extends Transform {
  readonly loc: tf.Tensor;
  readonly scale: tf.Tensor;
  readonly domain: Constraint;

  /**
   * @param scale not zero
   * @param domain the set that is mapped: all numbers, those beyond a bound, or an interval
   * @throws UsageError for another kind of domain
   */
  constructor(loc: Numeric, scale: Numeric, domain: Constraint = real) {
    super();
    this.loc = asTensor(loc);
    this.scale = asTensor(scale);
    this.domain = domain;
  }

  /** The image of the domain; a scale that is not known yet is taken to be positive. */
  get codomain(): Constraint {
    const { domain } = this;
    if (domain === real) return real;
    const flips = isKnown(this.scale) && valuesOf(this.scale).some((scale) => scale < 0);
    if (domain instanceof GreaterThan)
      return (flips ? lessThan : greaterThan)(this.call(asTensor(domain.lower)));
    if (domain instanceof LessThan)
      return (flips ? greaterThan : lessThan)(this.call(asTensor(domain.upper)));
    if (domain instanceof Interval) {
      const ends = [this.call(asTensor(domain.lower)), this.call(asTensor(domain.upper))] as const;
      return flips ? interval(ends[1], ends[0]) : interval(ends[0], ends[1]);
    }
    throw new UsageError(
      `AffineTransform: a domain must be real, a half line or an interval, not ${domain.name}. ` +
        "Wrap the transform in IndependentTransform to act on the elements of an array.",
    );
  }

  call(x: tf.Tensor): tf.Tensor {
    return tf.add(this.loc, tf.mul(this.scale, x));
  }

  inverse(y: tf.Tensor): tf.Tensor {
    return tf.div(tf.sub(y, this.loc), this.scale);
  }

  logAbsDetJacobian(x: tf.Tensor): tf.Tensor {
    return broadcastTo(tf.log(tf.abs(this.scale)), this.forwardShape(x.shape));
  }

  override get sign(): tf.Tensor {
    return tf.sign(this.scale);
  }

  override forwardShape(shape: readonly number[]): number[] {
    return broadcastShapes([shape, this.loc.shape, this.scale.shape], "AffineTransform");
  }

  override inverseShape(shape: readonly number[]): number[] {
    return this.forwardShape(shape);
  }
}
