// gather and scatterAdd on tfjs, whose backends differ in what they do with an index out of range: none ever sees one.
import * as tf from "@tensorflow/tfjs-core";
import type { Node } from "../../program/node.ts";
import { sizeOf } from "../../program/shape.ts";
import { type Operand, whole } from "./operand.ts";

interface SafeIndices {
  readonly at: tf.Tensor;
  /** Where the index was in range; undefined when all are known to be. */
  readonly valid: tf.Tensor | undefined;
}

function safeIndices(indices: Operand, extent: number): SafeIndices {
  const at = tf.cast(whole(indices), "int32");
  if (indices.known?.every((index) => index >= 0 && index < extent)) return { at, valid: undefined };
  const clamped = tf.minimum(tf.maximum(at, tf.scalar(0, "int32")), tf.scalar(extent - 1, "int32"));
  return { at: clamped, valid: tf.equal(clamped, at) };
}

export function gather(node: Node<"gather">, table: Operand, indices: Operand): tf.Tensor {
  const { axis } = node.attributes;
  const { at, valid } = safeIndices(indices, table.node.shape[axis] as number);
  const picked = tf.gather(whole(table), at as tf.Tensor1D, axis);
  if (!valid || node.dtype !== "float64") return picked;
  const after = node.shape.length - axis - at.rank;
  const mask = tf.reshape(valid, [...at.shape, ...new Array<number>(after).fill(1)]);
  return tf.where(mask, picked, Number.NaN);
}

/** The axes of the indices, then the others: each index adds one row. */
function rowsFirst(updates: tf.Tensor, axis: number, count: number): tf.Tensor {
  const axes = updates.shape.map((_, a) => a);
  const moved = axes.splice(axis, count);
  return axis === 0 ? updates : tf.transpose(updates, [...moved, ...axes]);
}

export function scatterAdd(node: Node<"scatterAdd">, updates: Operand, indices: Operand): tf.Tensor {
  const { axis } = node.attributes;
  const extent = node.shape[axis] as number;
  const { at, valid } = safeIndices(indices, extent);
  const count = sizeOf(at.shape);
  const others = node.shape.filter((_, a) => a !== axis);
  const width = sizeOf(others);
  const rows = tf.reshape(rowsFirst(whole(updates), axis, at.rank), [count, width]);
  const zero = tf.zeros([1, 1], rows.dtype);
  const added = valid ? tf.where(tf.reshape(valid, [count, 1]), rows, zero) : rows;
  const sums = tf.scatterND(tf.reshape(at, [count, 1]), added, [extent, width]);
  const result = tf.reshape(sums, [extent, ...others]);
  if (axis === 0) return result;
  const back = others.map((_, a) => a + 1);
  return tf.transpose(result, back.toSpliced(axis, 0, 0));
}
