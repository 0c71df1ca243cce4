// Results as tensors that keep their float64.
import { asTensor, capturing } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";

export function outputTensor(
  values: Float64Array,
  shape: readonly number[],
  dtype: "float32" | "int32" | "bool" = "float32",
): tf.Tensor {
  return capturing(() => tf.reshape(asTensor(values, dtype), [...shape]));
}
