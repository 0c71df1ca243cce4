// The `deterministic` primitive: a named value that is computed, not drawn, and that the draws should record.
import { asTensor, type Numeric } from "@nutmeg-ppl/compiler";
import type * as tf from "@tensorflow/tfjs-core";
import { applyStack } from "../effects/stack.ts";

/** Records `value` under `name` and returns it as a tensor. It adds nothing to the log density. */
export function deterministic(name: string, value: Numeric): tf.Tensor {
  const message = applyStack({
    type: "deterministic",
    name,
    value: asTensor(value),
    plates: [],
    stop: false,
  });
  return (message as { value: tf.Tensor }).value;
}
