// The `scale` handler: multiplies the log density of sample sites.
import { asTensor, isKnown, type Numeric, UsageError, valuesOf } from "@nutmeg-ppl/compiler";
import type * as tf from "@tensorflow/tfjs-core";
import type { Message } from "../effects/message.ts";
import { scaled } from "../effects/scaled.ts";
import { handle, type ModelFunction } from "./handle.ts";

/**
 * The model with the log density of its sample sites multiplied by `scale`, which broadcasts to the sites' batch
 * shapes. The Jacobian of a latent site's change of variables is not multiplied: the scaled density is one on the
 * constrained space.
 *
 * @throws UsageError when `scale` is not positive.
 */
export function scale<A extends readonly unknown[], R>(
  model: ModelFunction<A, R>,
  scale: Numeric,
): ModelFunction<A, R> {
  const factor = asTensor(scale);
  refuseNonPositive(factor);
  return handle(model, () => ({
    process(message: Message): Message {
      return message.type === "sample" ? { ...message, scale: scaled(message.scale, factor) } : message;
    },
  }));
}

function refuseNonPositive(factor: tf.Tensor): void {
  if (!isKnown(factor)) return;
  const wrong = valuesOf(factor).find((x) => !(x > 0));
  if (wrong === undefined) return;
  throw new UsageError(
    `scale: the scale must be positive, but it holds ${wrong}. To leave a site out, use mask.`,
  );
}
