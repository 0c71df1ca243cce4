// The `substitute` handler: gives sites their values without making them observed.
import type * as tf from "@tensorflow/tfjs-core";
import type {
  DeterministicMessage,
  Message,
  ParamMessage,
  PlateMessage,
  SampleMessage,
} from "../effects/message.ts";
import { handle, type ModelFunction } from "./handle.ts";
import { type SiteValues, valueFor } from "./values.ts";

export type SubstitutableMessage = SampleMessage | ParamMessage | PlateMessage | DeterministicMessage;

/** The model with the values of some sites given; the sites stay latent. As `numpyro.handlers.substitute`. */
export function substitute<A extends readonly unknown[], R>(
  model: ModelFunction<A, R>,
  values: SiteValues<SubstitutableMessage>,
): ModelFunction<A, R> {
  return handle(model, () => ({
    process(message: Message): Message {
      if (message.type === "key" || message.type === "inspect") return message;
      const value = valueFor(values, message);
      if (!value) return message;
      return message.type === "plate" ? { ...message, value: value as tf.Tensor1D } : { ...message, value };
    },
  }));
}
