// Linear recurrences on tfjs, which has none: one element of every line after the other.
import * as tf from "@tensorflow/tfjs-core";
import type { Node } from "../../program/node.ts";
import { type Operand, whole } from "./operand.ts";

export function recurrence(node: Node<"recurrence">, factors: Operand, terms: Operand): tf.Tensor {
  const { axis, reverse } = node.attributes;
  const [a, b] = [tf.unstack(whole(factors), axis), tf.unstack(whole(terms), axis)];
  const results = [...b];
  const last = b.length - 1;
  for (let step = 1; step <= last; step++) {
    const at = reverse ? last - step : step;
    const before = results[reverse ? at + 1 : at - 1] as tf.Tensor;
    results[at] = tf.add(tf.mul(a[at] as tf.Tensor, before), b[at] as tf.Tensor);
  }
  return tf.stack(results, axis);
}
