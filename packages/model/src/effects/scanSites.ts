// The sites of one step of a scan: a handler that answers them, so that none is seen outside, and notes what they were.
import { UsageError } from "@nutmeg-ppl/compiler";
import type * as tf from "@tensorflow/tfjs-core";
import { expandToPlates } from "./expandToPlates.ts";
import type { DeterministicSite, Message, PlateFrame, SampleMessage, SampleSite } from "./message.ts";
import type { Handler } from "./stack.ts";

export type ScanSite = SampleSite | DeterministicSite;

/** Gives a latent site its value in one step. */
export type ValueOfSite = (site: SampleMessage) => tf.Tensor;

/** Sample sites, factors among them, and deterministic ones; parameters, plates and keys are for handlers outside. */
function isInside(message: Message): message is SampleMessage | DeterministicSite {
  return message.type === "sample" || message.type === "deterministic";
}

/**
 * @param around the plates around the scan, to which every site in it is expanded
 * @param giveValue gives a latent site its value
 * @param sites collects the sites by name
 */
export function scanSites(
  around: readonly PlateFrame[],
  giveValue: ValueOfSite,
  sites: Map<string, ScanSite>,
): Handler {
  return {
    process(message: Message): Message {
      if (!isInside(message)) return message;
      if (message.type === "deterministic") return { ...message, stop: true };
      const plates = [...message.plates, ...around];
      const expanded = expandToPlates({ ...message, plates });
      return { ...expanded, plates: message.plates, value: message.value ?? giveValue(expanded), stop: true };
    },
    postprocess(message: Message): Message {
      if (!isInside(message)) return message;
      if (sites.has(message.name)) {
        throw new UsageError(
          `Duplicate site name "${message.name}" in the step of a scan. Give every site of a step a name of its own; ` +
            "the steps themselves share their names.",
        );
      }
      sites.set(message.name, message as ScanSite);
      return message;
    },
  };
}
