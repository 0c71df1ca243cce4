// The values 0, 1, ..., count - 1 along a new first axis, for enumerateSupport.
import { asTensor, capturing } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import { broadcastTo } from "../tensors.ts";

/** Shape [count, ...batchShape], or [count, 1, ..., 1] unless `expand`. */
export function enumerate(count: number, batchShape: readonly number[], expand: boolean): tf.Tensor {
  return capturing(() => {
    const values = asTensor(Int32Array.from({ length: count }, (_, i) => i));
    const ones = tf.reshape(values, [count, ...batchShape.map(() => 1)]);
    return expand ? broadcastTo(ones, [count, ...batchShape]) : ones;
  });
}
