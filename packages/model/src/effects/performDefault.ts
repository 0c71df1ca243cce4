// What happens to a message when the handlers have had their say: a value is drawn, initialized or checked.
import { UsageError } from "@nutmeg-ppl/compiler";
import { atSite } from "./atSite.ts";
import { checkObserved } from "./checkObserved.ts";
import { checkShape } from "./checkShape.ts";
import type { Message, PlateMessage, SampleMessage } from "./message.ts";
import { subsampleIndices } from "./subsampleIndices.ts";

export function performDefault(message: Message): Message {
  switch (message.type) {
    case "sample":
      return message.value === undefined ? drawn(message) : checked(message);
    case "param":
      return { ...message, value: message.value ?? atSite(message.name, message.initialize) };
    case "plate":
      return { ...message, value: message.value ?? chosen(message) };
    default:
      return message;
  }
}

function drawn(message: SampleMessage): SampleMessage {
  const { name, key, distribution, sampleShape } = message;
  if (!key) {
    throw new UsageError(
      `Site "${name}" has neither a value nor a random key. Run the model inside seed(model, key), ` +
        `or through MCMC or Predictive, or pass { key } or { obs } to sample.`,
    );
  }
  return { ...message, value: atSite(name, () => distribution.sample(key, [...sampleShape])) };
}

function checked(message: SampleMessage): SampleMessage {
  const given = message as SampleMessage & { value: NonNullable<SampleMessage["value"]> };
  checkShape(given);
  if (message.isObserved && !message.isFactor && message.validate) checkObserved(given);
  return message;
}

function chosen(message: PlateMessage): NonNullable<PlateMessage["value"]> {
  const { name, size, subsampleSize, key } = message;
  if (!key) {
    throw new UsageError(
      `Plate "${name}" takes ${subsampleSize} of ${size} elements at random but has no random key: MCMC does not ` +
        "subsample. Leave subsampleSize out, or run the model inside seed(model, key).",
    );
  }
  return subsampleIndices(key, size, subsampleSize);
}
