// The `mask` handler: leaves elements of sample sites out of the log density.
import { asTensor, type Numeric, UsageError } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Message } from "../effects/message.ts";
import { describe } from "../effects/show.ts";
import { handle, type ModelFunction } from "./handle.ts";

/**
 * The model with the log density of its sample sites counted only where `mask` is true.
 *
 * @param mask - a boolean, or a bool tensor or nested array that broadcasts to the sites' batch shapes.
 * @throws UsageError when `mask` is not boolean.
 */
export function mask<A extends readonly unknown[], R>(
  model: ModelFunction<A, R>,
  mask: Numeric,
): ModelFunction<A, R> {
  const included = asTensor(mask);
  if (included.dtype !== "bool") {
    throw new UsageError(
      `mask: the mask must be boolean, true where a site counts, but got ${describe(mask)} of dtype ${included.dtype}. ` +
        "Compare it with something, for example x.greater(0).",
    );
  }
  const joined = (other: tf.Tensor | undefined): tf.Tensor =>
    other ? tf.logicalAnd(included, other) : included;
  return handle(model, () => ({
    process(message: Message): Message {
      if (message.type === "inspect") return { ...message, mask: joined(message.mask) };
      if (message.type !== "sample") return message;
      return { ...message, distribution: message.distribution.mask(included), mask: joined(message.mask) };
    },
  }));
}
