// Small operations on the rightmost axes of tensors, which families, constraints and transforms share.
import { asTensor, sameShape } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";

/** The last `count` axes, counted from the right. */
export function rightmostAxes(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i - count);
}

/** Sums the last `count` axes away. */
export function sumRightmost(x: tf.Tensor, count: number): tf.Tensor {
  return count > 0 ? tf.sum(x, rightmostAxes(count)) : x;
}

/** Whether all of the last `count` axes hold. */
export function allRightmost(x: tf.Tensor, count: number): tf.Tensor {
  return count > 0 ? tf.all(x, rightmostAxes(count)) : x;
}

/** Elements begin, ..., begin + size - 1 of the last axis; a negative `begin` counts from the end. */
export function sliceLast(x: tf.Tensor, begin: number, size?: number): tf.Tensor {
  const last = x.rank - 1;
  const extent = x.shape[last] ?? 1;
  const from = begin < 0 ? begin + extent : begin;
  const starts = x.shape.map((_, axis) => (axis === last ? from : 0));
  const sizes = x.shape.map((n, axis) => (axis === last ? (size ?? extent - from) : n));
  return tf.slice(x, starts, sizes);
}

/** Adds axes of size 1 on the right. */
export function appendAxes(x: tf.Tensor, count: number): tf.Tensor {
  return count > 0 ? tf.reshape(x, [...x.shape, ...new Array<number>(count).fill(1)]) : x;
}

/** Repeats a tensor to a shape, adding nothing when it has that shape. */
export function broadcastTo(x: tf.Tensor, shape: readonly number[]): tf.Tensor {
  return sameShape(x.shape, shape) ? x : tf.broadcastTo(x, [...shape]);
}

/** Picks entries of the flattened last `axes` axes by a table of positions, and gives the result the shape [..., ...shape]. */
export function pick(
  x: tf.Tensor,
  axes: number,
  positions: readonly number[],
  shape: readonly number[],
): tf.Tensor {
  const lead = x.shape.slice(0, x.rank - axes);
  const size = x.shape.slice(x.rank - axes).reduce((a, b) => a * b, 1);
  const flat = tf.reshape(x, [...lead, size]);
  return tf.reshape(tf.gather(flat, asTensor(Int32Array.from(positions), "int32"), lead.length), [
    ...lead,
    ...shape,
  ]);
}

/** Exchanges the last two axes. */
export function transposeLast(x: tf.Tensor): tf.Tensor {
  const lead = Array.from({ length: x.rank - 2 }, (_, axis) => axis);
  return tf.transpose(x, [...lead, x.rank - 1, x.rank - 2]);
}

/** A log density where a condition holds, and -Infinity elsewhere. */
export function orMinusInfinity(inside: tf.Tensor, logDensity: tf.Tensor): tf.Tensor {
  return tf.where(inside, logDensity, Number.NEGATIVE_INFINITY);
}
