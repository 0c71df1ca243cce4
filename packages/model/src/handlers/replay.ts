// The `replay` handler: gives latent sites the values that they had in a trace.
import { UsageError } from "@nutmeg-ppl/compiler";
import type { Message, PlateMessage, SampleMessage, Site, Trace } from "../effects/message.ts";
import { handle, type ModelFunction } from "./handle.ts";

/**
 * The model with its latent sample sites and subsampled plates as in `trace`. As `numpyro.handlers.replay`.
 * @throws UsageError when a site was something else, or observed, in the trace.
 */
export function replay<A extends readonly unknown[], R>(
  model: ModelFunction<A, R>,
  trace: Trace,
): ModelFunction<A, R> {
  return handle(model, () => ({
    process(message: Message): Message {
      const earlier = trace.get(message.name);
      if (!earlier) return message;
      if (message.type === "plate") return replayedPlate(message, earlier);
      return message.type === "sample" && !message.isObserved ? replayedSample(message, earlier) : message;
    },
  }));
}

function replayedPlate(message: PlateMessage, earlier: Site): Message {
  if (earlier.type === "plate") return { ...message, value: earlier.value };
  throw new UsageError(
    `replay: "${message.name}" is a plate in the model but a ${earlier.type} site in the trace.`,
  );
}

function replayedSample(message: SampleMessage, earlier: Site): Message {
  if (earlier.type === "sample" && !earlier.isObserved) {
    return { ...message, value: earlier.value, infer: earlier.infer };
  }
  const found = earlier.type === "sample" ? "observed" : `a ${earlier.type} site`;
  throw new UsageError(
    `replay: site "${message.name}" is latent in the model but ${found} in the trace. Replay a trace in which it was sampled.`,
  );
}
