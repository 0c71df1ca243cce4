// The message of a latent sample site before any handler has seen it.
import type { Distribution } from "@nutmeg-ppl/distributions";
import type { SampleMessage } from "./message.ts";

export function latentMessage(name: string, distribution: Distribution): SampleMessage {
  return {
    type: "sample",
    name,
    distribution,
    value: undefined,
    isObserved: false,
    isFactor: false,
    isScanned: false,
    scale: undefined,
    mask: undefined,
    key: undefined,
    sampleShape: [],
    infer: {},
    validate: true,
    interventions: [],
    plates: [],
    stop: false,
  };
}
