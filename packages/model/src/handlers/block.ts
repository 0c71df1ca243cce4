// The `block` handler: hides sites from the handlers outside it.
import type { Message } from "../effects/message.ts";
import { requestKey } from "../primitives/prngKey.ts";
import { handle, type ModelFunction } from "./handle.ts";

export interface BlockOptions {
  /** Whether to hide a site; takes precedence over the rest. */
  readonly hideFn?: ((site: Message) => boolean) | undefined;
  /** Names to hide; takes precedence over the two below. */
  readonly hide?: readonly string[] | undefined;
  /** Types to let through; takes precedence over `expose`. */
  readonly exposeTypes?: readonly Message["type"][] | undefined;
  /** Names to let through. */
  readonly expose?: readonly string[] | undefined;
}

/** The model with some sites, by default all, hidden from outer handlers. As `numpyro.handlers.block`. */
export function block<A extends readonly unknown[], R>(
  model: ModelFunction<A, R>,
  options: BlockOptions = {},
): ModelFunction<A, R> {
  const hides = hiding(options);
  return handle(model, () => ({
    process(message: Message): Message {
      if (message.type === "key" || !hides(message)) return message;
      return withKey({ ...message, stop: true });
    },
  }));
}

function hiding({ hideFn, hide, exposeTypes, expose }: BlockOptions): (site: Message) => boolean {
  if (hideFn) return hideFn;
  if (hide) return (site) => hide.includes(site.name);
  if (exposeTypes) return (site) => !exposeTypes.includes(site.type);
  if (expose) return (site) => !expose.includes(site.name);
  return () => true;
}

/** A hidden site still needs randomness, and its own message no longer reaches `seed`. */
function withKey(message: Message): Message {
  if ((message.type !== "sample" && message.type !== "plate") || message.value || message.key) return message;
  return { ...message, key: requestKey(message.name, message.type) };
}
