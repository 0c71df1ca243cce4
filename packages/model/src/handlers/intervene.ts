// The `do` handler (`do` is a reserved word, so the function is called intervene): fixes a site's value for what
// follows, while the site itself is still drawn. Single-world intervention graphs (Richardson and Robins, 2013).
import { asTensor, type Numeric, UnsupportedError } from "@nutmeg-ppl/compiler";
import type { Message, SampleMessage } from "../effects/message.ts";
import { applyStack } from "../effects/stack.ts";
import { handle, type ModelFunction } from "./handle.ts";

/**
 * The model in which the named sample sites are set by intervention. A site of the same name is still sampled (or
 * observed), but what it gives does not propagate. As `numpyro.handlers.do`.
 * @throws UnsupportedError for a site of a scan, whose steps can be intervened in only where they are.
 */
export function intervene<A extends readonly unknown[], R>(
  model: ModelFunction<A, R>,
  values: Readonly<Record<string, Numeric>>,
): ModelFunction<A, R> {
  return handle(model, () => {
    const self = Symbol("do");
    return {
      process(message: Message, depth: number): Message {
        if (message.type !== "sample" || message.interventions.includes(self)) return message;
        const value = Object.hasOwn(values, message.name) ? values[message.name] : undefined;
        if (value === undefined) return message;
        refuseScanned(message);
        const interventions = [...message.interventions, self];
        applyStack({ ...message, interventions }, depth);
        return {
          ...message,
          interventions,
          name: `${message.name}__CF`,
          value: asTensor(value),
          isObserved: true,
          validate: false,
          stop: true,
        };
      },
    };
  });
}

/** What a site of a scan gives has gone on to the next step before a handler outside of the loop sees it. */
function refuseScanned({ name, isScanned }: SampleMessage): void {
  if (!isScanned) return;
  throw new UnsupportedError(
    `intervene: site "${name}" is in a scan, so that its value cannot be set from outside of the loop. Intervene in the ` +
      "step: scan((carry, x) => intervene(step, { site: value })(carry, x), init, xs).",
  );
}
