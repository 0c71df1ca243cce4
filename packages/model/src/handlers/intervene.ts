// The `do` handler (`do` is a reserved word, so the function is called intervene): fixes a site's value for what
// follows, while the site itself is still drawn. Single-world intervention graphs (Richardson and Robins, 2013).
import { asTensor, type Numeric } from "@nutmeg-ppl/compiler";
import type { Message } from "../effects/message.ts";
import { applyStack } from "../effects/stack.ts";
import { handle, type ModelFunction } from "./handle.ts";

/**
 * The model in which the named sample sites are set by intervention. A site of the same name is still sampled (or
 * observed), but what it gives does not propagate. As `numpyro.handlers.do`.
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
