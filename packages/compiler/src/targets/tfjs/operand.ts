// What a rule of the tfjs target sees of an input. Tensors are repeated over axes only where an op cannot do it itself.
import * as tf from "@tensorflow/tfjs-core";
import type { DType, Node, Shape } from "../../program/node.ts";
import { sameShape } from "../../program/shape.ts";

export interface Operand {
  readonly node: Node;
  /** Of the node's rank; an axis along which it does not vary may have size 1. */
  readonly tensor: tf.Tensor;
  /** The values, row-major, when no parameter decides them. */
  readonly known: Float64Array | undefined;
}

/** The rule of an op: a tensor of the node's rank, which need not vary along every axis. */
export type TfjsRule<N extends Node = Node> = (node: N, ...inputs: [Operand, Operand, Operand]) => tf.Tensor;

export function repeat(tensor: tf.Tensor, shape: Shape): tf.Tensor {
  return sameShape(tensor.shape, shape) ? tensor : tf.broadcastTo(tensor, [...shape]);
}

/** The tensor with all the elements of its node. */
export function whole({ node, tensor }: Operand): tf.Tensor {
  return repeat(tensor, node.shape);
}

/** The tensor with all the elements of its node along some axes, and what it has along the others. */
export function wholeAlong({ node, tensor }: Operand, axes: readonly number[]): tf.Tensor {
  return repeat(
    tensor,
    tensor.shape.map((extent, axis) => (axes.includes(axis) ? (node.shape[axis] as number) : extent)),
  );
}

const tensorDType = { float64: "float32", int32: "int32", bool: "bool" } as const satisfies Record<
  DType,
  string
>;

/** The tensor in tfjs's form of a dtype. tfjs's own cast to bool keeps a fraction as a whole number, 0. */
export function as(tensor: tf.Tensor, dtype: DType): tf.Tensor {
  const wanted = tensorDType[dtype];
  if (tensor.dtype === wanted) return tensor;
  return wanted === "bool" ? tf.notEqual(float(tensor), 0) : tf.cast(tensor, wanted);
}

export function float(tensor: tf.Tensor): tf.Tensor {
  return as(tensor, "float64");
}
