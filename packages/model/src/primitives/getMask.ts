// The `getMask` primitive: the masks in force where it is called.
import type * as tf from "@tensorflow/tfjs-core";
import type { InspectMessage } from "../effects/message.ts";
import { applyStack } from "../effects/stack.ts";

/** The conjunction of the enclosing `mask` handlers, bool, or undefined when there is none. */
export function getMask(): tf.Tensor | undefined {
  const look: InspectMessage = { type: "inspect", name: "getMask", mask: undefined, plates: [], stop: false };
  return (applyStack(look) as InspectMessage).mask;
}
