// The `uncondition` handler: draws observed sites afresh, as prior prediction needs.
import type { Message } from "../effects/message.ts";
import { requestKey } from "../primitives/prngKey.ts";
import { handle, type ModelFunction } from "./handle.ts";

/**
 * The model with its observed sample sites drawn from their distributions; `infer.wasObserved` and `infer.obs` keep what
 * they were. Factors stay. As `numpyro.handlers.uncondition`.
 */
export function uncondition<A extends readonly unknown[], R>(
  model: ModelFunction<A, R>,
): ModelFunction<A, R> {
  return handle(model, () => ({
    process(message: Message): Message {
      if (message.type !== "sample" || !message.isObserved || message.isFactor) return message;
      return {
        ...message,
        isObserved: false,
        value: undefined,
        key: message.key ?? requestKey(message.name, "sample"),
        infer: { ...message.infer, wasObserved: true, obs: message.value },
      };
    },
  }));
}
