// Ops that tfjs has no form of: the values are read, the interpreter's rule is applied, and the result is uploaded.
import * as tf from "@tensorflow/tfjs-core";
import { type InputValues, type Rule, rules } from "../../interpreter/rules.ts";
import type { DType, Shape } from "../../program/node.ts";
import { type TfjsRule, whole } from "./operand.ts";

const stored = {
  float64: (values: ArrayLike<number>, shape: number[]) =>
    tf.tensor(Float32Array.from(values), shape, "float32"),
  int32: (values: ArrayLike<number>, shape: number[]) => tf.tensor(Int32Array.from(values), shape, "int32"),
  bool: (values: ArrayLike<number>, shape: number[]) => tf.tensor(Uint8Array.from(values), shape, "bool"),
};

/** A tensor of the current backend. */
export function upload(values: ArrayLike<number>, shape: Shape, dtype: DType): tf.Tensor {
  return stored[dtype](values, [...shape]);
}

/** For ops that are rare among what depends on parameters: each waits for the device twice. */
export const onHost: TfjsRule = (node, ...inputs) => {
  const values = inputs.map((input) => input.known ?? Float64Array.from(whole(input).dataSync()));
  return upload((rules[node.op] as Rule)(node, ...(values as InputValues)), node.shape, node.dtype);
};
