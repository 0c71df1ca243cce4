// What each tfjs function is tried with, and short ways to write that. Not a test.
import type * as tf from "@tensorflow/tfjs";
import { booleans, floats, type Input, integers, type Op } from "../agree.ts";

export interface FunctionCase {
  /** The function, applied to tensors of the inputs; attributes may vary over several results. */
  readonly op: Op;
  /** One or more sets of inputs. */
  readonly inputs: readonly (readonly Input[])[];
  /** Why tfjs's own gradient is no reference, where it is none. Finite differences always are one. */
  readonly tfjsGradient?: string;
  /** Why tfjs's cpu backend is no reference for the values, where it is none: there is another test then. */
  readonly tfjsValue?: string;
}

export type FunctionCases = Readonly<Record<string, FunctionCase>>;

export const some = (op: Op, ...inputs: readonly Input[][]): FunctionCase => ({ op, inputs });

/** A case whose gradient tfjs lacks, or has wrong. */
export const withoutTfjsGradient = (reason: string, one: FunctionCase): FunctionCase => ({
  ...one,
  tfjsGradient: reason,
});

export const x23 = floats([2, 3]);
export const whole = integers([2, 3], -4, 5);

/** A function of one tensor, on floats in an interval where it is defined, on a scalar too. */
export const unary = (op: (x: tf.Tensor) => tf.Tensor, low = -2, high = 2): FunctionCase =>
  some(op, [floats([2, 3], low, high)], [floats([], low, high, 5)], [floats([4, 1, 2], low, high, 9)]);

/** A function of two tensors, on pairs of shapes that broadcast. */
export const binary = (op: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor, low = -2, high = 2): FunctionCase =>
  some(
    op,
    [floats([2, 3], low, high), floats([2, 3], low, high, 2)],
    [floats([2, 3], low, high), floats([3], low, high, 3)],
    [floats([2, 1], low, high), floats([1, 4], low, high, 4)],
    [floats([], low, high), floats([3], low, high, 5)],
  );

export const comparison = (op: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor): FunctionCase =>
  some(op, [integers([2, 3], 0, 3), integers([3], 0, 3, 2)], [x23, floats([2, 1], -2, 2, 8)], [x23, x23]);

export const logical = (op: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor): FunctionCase =>
  some(op, [booleans([2, 3]), booleans([3], 2)]);

/** A reduction over every kind of axis argument. */
export const reduction = (
  op: (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor,
  input: Input = floats([2, 3, 4]),
): FunctionCase => some((x) => [op(x), op(x, 0), op(x, -1), op(x, [0, 2], true), op(x, [1, 2])], [input]);
