// Tensors that stand for the inputs of a program, and the values of those that are known.
import type * as tf from "@tensorflow/tfjs-core";
import { UsageError } from "../errors.ts";
import { evaluateNode } from "../interpreter/evaluate.ts";
import { data, parameter } from "../program/build.ts";
import { BINDING, type Shape } from "../program/node.ts";
import { showShape, sizeOf } from "../program/shape.ts";
import { nodeDType, type TensorDType } from "./dtypes.ts";
import { readError } from "./readError.ts";
import { nodeOf, tensorOf } from "./tensors.ts";

/**
 * An input to differentiate by, of dtype float32 (held in float64). Its value is given at every evaluation of the
 * program, so reading it, or anything computed from it, is an error.
 */
export function parameterTensor(name: string, shape: Shape): tf.Tensor {
  return tensorOf(parameter(name, [...shape]));
}

/**
 * An input that can be bound anew without capturing again. Until then it has `values`, which it may be read as.
 * @param values row-major; a Float64Array or Float32Array is kept, not copied.
 * @throws UsageError when the number of values does not fit the shape.
 */
export function dataTensor(
  name: string,
  values: ArrayLike<number>,
  shape: Shape,
  dtype: TensorDType = "float32",
): tf.Tensor {
  if (values.length !== sizeOf(shape)) {
    throw new UsageError(
      `The data "${name}" has ${values.length} values, but its shape ${showShape(shape)} needs ${sizeOf(shape)}.`,
    );
  }
  const held = values instanceof Float64Array || values instanceof Float32Array;
  const own = held ? values : new Float64Array(values);
  return tensorOf(data(name, own, [...shape], nodeDType(dtype, `data "${name}"`)));
}

/** Whether a tensor's value depends on no parameter, so that `valuesOf` works. */
export function isKnown(tensor: tf.Tensor): boolean {
  return nodeOf(tensor).binding !== BINDING.parameter;
}

/**
 * The values of a tensor in float64, row-major, in a new array.
 * @throws UsageError when it depends on a parameter.
 */
export function valuesOf(tensor: tf.Tensor): Float64Array {
  const node = nodeOf(tensor);
  if (node.binding === BINDING.parameter) throw readError(node);
  return evaluateNode(node).slice();
}
