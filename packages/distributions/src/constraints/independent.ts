// A set of arrays whose elements each belong to another set: some batch axes of the base become event axes.
import { asTensor, capturing, type Numeric } from "@nutmeg-ppl/compiler";
import type * as tf from "@tensorflow/tfjs-core";
import { allRightmost } from "../tensors.ts";
import { Constraint } from "./constraint.ts";
import { real } from "./intervals.ts";

export class IndependentConstraint extends Constraint {
  readonly base: Constraint;
  /** How many axes to the left of the base's events become part of the event. */
  readonly reinterpretedBatchDims: number;

  constructor(base: Constraint, reinterpretedBatchDims: number) {
    super();
    this.base = base;
    this.reinterpretedBatchDims = reinterpretedBatchDims;
  }

  get name(): string {
    return `independent(${this.base.name}, ${this.reinterpretedBatchDims})`;
  }

  get requirement(): string {
    return `an array of which each part is ${this.base.requirement}`;
  }

  override get eventDim(): number {
    return this.base.eventDim + this.reinterpretedBatchDims;
  }

  override get isDiscrete(): boolean {
    return this.base.isDiscrete;
  }

  override get batchShape(): readonly number[] {
    const shape = this.base.batchShape;
    return shape.slice(0, Math.max(0, shape.length - this.reinterpretedBatchDims));
  }

  check(value: Numeric): tf.Tensor {
    return capturing(() => allRightmost(this.base.check(asTensor(value)), this.reinterpretedBatchDims));
  }

  feasibleLike(prototype: tf.Tensor): tf.Tensor {
    return this.base.feasibleLike(prototype);
  }
}

/** The base itself when no axis is reinterpreted. */
export function independent(base: Constraint, reinterpretedBatchDims: number): Constraint {
  return reinterpretedBatchDims === 0 ? base : new IndependentConstraint(base, reinterpretedBatchDims);
}

export const realVector: Constraint = new IndependentConstraint(real, 1);
export const realMatrix: Constraint = new IndependentConstraint(real, 2);
