// The `getMask` primitive: the masks in force where it is called.
import type * as tf from "@tensorflow/tfjs-core";
import { inspect } from "../effects/inspect.ts";

/** The conjunction of the enclosing `mask` handlers, bool, or undefined when there is none. */
export function getMask(): tf.Tensor | undefined {
  return inspect().mask;
}
