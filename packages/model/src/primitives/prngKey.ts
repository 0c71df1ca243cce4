// The `prngKey` primitive: a fresh random key from the enclosing `seed`.
import type { RandomKey } from "@nutmeg-ppl/compiler";
import type { KeyMessage } from "../effects/message.ts";
import { applyStack } from "../effects/stack.ts";

/** A key that nothing else in the run uses, or undefined outside any `seed`. */
export function prngKey(): RandomKey | undefined {
  return requestKey("prngKey", "model");
}

/** Asks for a key on behalf of a site; `depth` as in applyStack. */
export function requestKey(
  name: string,
  consumer: KeyMessage["consumer"],
  depth?: number,
): RandomKey | undefined {
  const request: KeyMessage = { type: "key", name, consumer, value: undefined, plates: [], stop: false };
  return (applyStack(request, depth) as KeyMessage).value;
}
