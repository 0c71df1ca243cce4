// Sets of whole numbers. Their values are tensors of any dtype: 2.0 is a whole number, 2.5 is not.
import { asTensor, broadcastShapes, capturing, type Numeric } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import { Constraint } from "./constraint.ts";
import { showBound } from "./showBound.ts";

const isWhole = (x: tf.Tensor): tf.Tensor => tf.equal(x, tf.floor(x));

/** Whole numbers between two bounds, which belong to them. */
export class IntegerInterval extends Constraint {
  readonly lower: Numeric;
  readonly upper: Numeric;

  constructor(lower: Numeric, upper: Numeric) {
    super();
    this.lower = lower;
    this.upper = upper;
  }

  get name(): string {
    return `integerInterval(${showBound(this.lower)}, ${showBound(this.upper)})`;
  }

  get requirement(): string {
    return `a whole number from ${showBound(this.lower)} to ${showBound(this.upper)}`;
  }

  override get isDiscrete(): boolean {
    return true;
  }

  override get batchShape(): readonly number[] {
    return broadcastShapes([asTensor(this.lower).shape, asTensor(this.upper).shape], this.name);
  }

  override get accepts(): ((x: number) => boolean) | undefined {
    const { lower, upper } = this;
    if (typeof lower !== "number" || typeof upper !== "number") return undefined;
    return (x) => x >= lower && x <= upper && Number.isInteger(x);
  }

  check(value: Numeric): tf.Tensor {
    return capturing(() => {
      const x = tf.cast(asTensor(value), "float32");
      const bounded = tf.logicalAnd(
        tf.greaterEqual(x, asTensor(this.lower)),
        tf.lessEqual(x, asTensor(this.upper)),
      );
      return tf.logicalAnd(bounded, isWhole(x));
    });
  }

  feasibleLike(prototype: tf.Tensor): tf.Tensor {
    return capturing(() => tf.add(tf.zerosLike(prototype), tf.cast(asTensor(this.lower), prototype.dtype)));
  }
}

class Boolean01 extends IntegerInterval {
  constructor() {
    super(0, 1);
  }

  override get name(): string {
    return "boolean";
  }

  override get requirement(): string {
    return "0 or 1 (or a boolean)";
  }
}

/** Whole numbers from a bound upwards. */
export class IntegerGreaterThanEq extends Constraint {
  readonly lower: number;

  constructor(lower: number) {
    super();
    this.lower = lower;
  }

  get name(): string {
    return `integerGreaterThanEq(${this.lower})`;
  }

  get requirement(): string {
    return `a whole number >= ${this.lower}`;
  }

  override get isDiscrete(): boolean {
    return true;
  }

  override get accepts(): (x: number) => boolean {
    return (x) => x >= this.lower && Number.isInteger(x);
  }

  check(value: Numeric): tf.Tensor {
    return capturing(() => {
      const x = tf.cast(asTensor(value), "float32");
      const bounded = tf.logicalAnd(tf.greaterEqual(x, this.lower), tf.less(x, Infinity));
      return tf.logicalAnd(bounded, isWhole(x));
    });
  }

  feasibleLike(prototype: tf.Tensor): tf.Tensor {
    return capturing(() => tf.add(tf.zerosLike(prototype), tf.scalar(this.lower, "int32")));
  }
}

export const boolean: IntegerInterval = new Boolean01();
export const nonnegativeInteger: IntegerGreaterThanEq = new IntegerGreaterThanEq(0);
export const positiveInteger: IntegerGreaterThanEq = new IntegerGreaterThanEq(1);
export const integerInterval = (lower: Numeric, upper: Numeric): IntegerInterval =>
  new IntegerInterval(lower, upper);
