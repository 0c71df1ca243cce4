// The `lift` handler: gives parameters a prior, which turns them into sample sites.
import type { Distribution } from "@nutmeg-ppl/distributions";
import { latentMessage } from "../effects/latentMessage.ts";
import type { Message, SampleMessage } from "../effects/message.ts";
import type { Handler } from "../effects/stack.ts";
import { handle, type ModelFunction } from "./handle.ts";

/** The model with the named `param` sites drawn from `priors`. As `numpyro.handlers.lift`. */
export function lift<A extends readonly unknown[], R>(
  model: ModelFunction<A, R>,
  priors: Readonly<Record<string, Distribution>>,
): ModelFunction<A, R> {
  return handle(model, () => lifting(priors));
}

function lifting(priors: Readonly<Record<string, Distribution>>): Handler {
  const lifted = new Map<string, SampleMessage>();
  return {
    process(message: Message): Message {
      const prior = Object.hasOwn(priors, message.name) ? priors[message.name] : undefined;
      if (message.type !== "param" || !prior) return message;
      const site = { ...latentMessage(message.name, prior), plates: message.plates };
      const first = lifted.get(message.name);
      // The same parameter again: one site, one value.
      return first ? { ...site, value: first.value, isObserved: true, validate: false, stop: true } : site;
    },
    postprocess(message: Message): Message {
      if (message.type === "sample" && Object.hasOwn(priors, message.name)) lifted.set(message.name, message);
      return message;
    },
  };
}
