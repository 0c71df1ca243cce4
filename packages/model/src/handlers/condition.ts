// The `condition` handler: observes sample sites from outside the model.
import type { Message, SampleMessage } from "../effects/message.ts";
import { handle, type ModelFunction } from "./handle.ts";
import { type SiteValues, valueFor } from "./values.ts";

/** The model with some sample sites observed at the given values. As `numpyro.handlers.condition`. */
export function condition<A extends readonly unknown[], R>(
  model: ModelFunction<A, R>,
  values: SiteValues<SampleMessage>,
): ModelFunction<A, R> {
  return handle(model, () => ({
    process(message: Message): Message {
      const value = message.type === "sample" ? valueFor(values, message) : undefined;
      return value && message.type === "sample" ? { ...message, value, isObserved: true } : message;
    },
  }));
}
