// Sets of real numbers: the whole line, half lines and intervals. Bounds may be tensors; NaN and infinities are in none.
import { asTensor, broadcastShapes, capturing, type Numeric } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import { Constraint } from "./constraint.ts";
import { showBound } from "./showBound.ts";

export class Real extends Constraint {
  readonly name = "real";
  readonly requirement = "a finite number";

  override get accepts(): (x: number) => boolean {
    return Number.isFinite;
  }

  check(value: Numeric): tf.Tensor {
    return capturing(() => tf.isFinite(asTensor(value)));
  }

  feasibleLike(prototype: tf.Tensor): tf.Tensor {
    return capturing(() => tf.zerosLike(prototype));
  }
}

/** Numbers above a bound, which is left out. */
export class GreaterThan extends Constraint {
  readonly lower: Numeric;

  constructor(lower: Numeric) {
    super();
    this.lower = lower;
  }

  get name(): string {
    return `greaterThan(${showBound(this.lower)})`;
  }

  get requirement(): string {
    return `a finite number > ${showBound(this.lower)}`;
  }

  override get batchShape(): readonly number[] {
    return asTensor(this.lower).shape;
  }

  override get accepts(): ((x: number) => boolean) | undefined {
    const { lower } = this;
    return typeof lower === "number" ? (x) => x > lower && x < Infinity : undefined;
  }

  check(value: Numeric): tf.Tensor {
    return capturing(() => {
      const x = asTensor(value);
      return tf.logicalAnd(tf.greater(x, asTensor(this.lower)), tf.less(x, Infinity));
    });
  }

  feasibleLike(prototype: tf.Tensor): tf.Tensor {
    return capturing(() => tf.add(tf.zerosLike(prototype), tf.add(asTensor(this.lower), 1)));
  }
}

/** Numbers above a bound, which belongs to them. */
export class GreaterThanEq extends GreaterThan {
  override get name(): string {
    return `greaterThanEq(${showBound(this.lower)})`;
  }

  override get requirement(): string {
    return `a finite number >= ${showBound(this.lower)}`;
  }

  override get accepts(): ((x: number) => boolean) | undefined {
    const { lower } = this;
    return typeof lower === "number" ? (x) => x >= lower && x < Infinity : undefined;
  }

  override check(value: Numeric): tf.Tensor {
    return capturing(() => {
      const x = asTensor(value);
      return tf.logicalAnd(tf.greaterEqual(x, asTensor(this.lower)), tf.less(x, Infinity));
    });
  }
}

export class Positive extends GreaterThan {
  constructor() {
    super(0);
  }

  override get name(): string {
    return "positive";
  }
}

export class Nonnegative extends GreaterThanEq {
  constructor() {
    super(0);
  }

  override get name(): string {
    return "nonnegative";
  }
}

/** Numbers below a bound, which is left out. */
export class LessThan extends Constraint {
  readonly upper: Numeric;

  constructor(upper: Numeric) {
    super();
    this.upper = upper;
  }

  get name(): string {
    return `lessThan(${showBound(this.upper)})`;
  }

  get requirement(): string {
    return `a finite number < ${showBound(this.upper)}`;
  }

  override get batchShape(): readonly number[] {
    return asTensor(this.upper).shape;
  }

  override get accepts(): ((x: number) => boolean) | undefined {
    const { upper } = this;
    return typeof upper === "number" ? (x) => x < upper && x > -Infinity : undefined;
  }

  check(value: Numeric): tf.Tensor {
    return capturing(() => {
      const x = asTensor(value);
      return tf.logicalAnd(tf.less(x, asTensor(this.upper)), tf.greater(x, -Infinity));
    });
  }

  feasibleLike(prototype: tf.Tensor): tf.Tensor {
    return capturing(() => tf.add(tf.zerosLike(prototype), tf.sub(asTensor(this.upper), 1)));
  }
}

/** Numbers between two bounds, which belong to them. */
export class Interval extends Constraint {
  readonly lower: Numeric;
  readonly upper: Numeric;

  constructor(lower: Numeric, upper: Numeric) {
    super();
    this.lower = lower;
    this.upper = upper;
  }

  get name(): string {
    return `interval(${showBound(this.lower)}, ${showBound(this.upper)})`;
  }

  get requirement(): string {
    return `a number from ${showBound(this.lower)} to ${showBound(this.upper)}`;
  }

  override get batchShape(): readonly number[] {
    return broadcastShapes([asTensor(this.lower).shape, asTensor(this.upper).shape], this.name);
  }

  override get accepts(): ((x: number) => boolean) | undefined {
    const { lower, upper } = this;
    if (typeof lower !== "number" || typeof upper !== "number") return undefined;
    return (x) => x >= lower && x <= upper && Number.isFinite(x);
  }

  check(value: Numeric): tf.Tensor {
    return capturing(() => {
      const x = asTensor(value);
      const bounded = tf.logicalAnd(
        tf.greaterEqual(x, asTensor(this.lower)),
        tf.lessEqual(x, asTensor(this.upper)),
      );
      return tf.logicalAnd(bounded, tf.isFinite(x));
    });
  }

  feasibleLike(prototype: tf.Tensor): tf.Tensor {
    return capturing(() => {
      const middle = tf.div(tf.add(asTensor(this.lower), asTensor(this.upper)), 2);
      return tf.add(tf.zerosLike(prototype), middle);
    });
  }
}

export class UnitInterval extends Interval {
  constructor() {
    super(0, 1);
  }

  override get name(): string {
    return "unitInterval";
  }
}

export const real: Constraint = new Real();
export const positive: GreaterThan = new Positive();
export const nonnegative: GreaterThanEq = new Nonnegative();
export const unitInterval: Interval = new UnitInterval();
/** Angles from -pi to pi. */
export const circular: Interval = new Interval(-Math.PI, Math.PI);
export const greaterThan = (lower: Numeric): GreaterThan => new GreaterThan(lower);
export const greaterThanEq = (lower: Numeric): GreaterThanEq => new GreaterThanEq(lower);
export const lessThan = (upper: Numeric): LessThan => new LessThan(upper);
export const interval = (lower: Numeric, upper: Numeric): Interval => new Interval(lower, upper);
