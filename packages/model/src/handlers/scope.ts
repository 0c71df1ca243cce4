// The `scope` handler: puts a prefix before the names of sites, so that a model can be used twice in another.
import type { Message, MessageType } from "../effects/message.ts";
import { handle, type ModelFunction } from "./handle.ts";

export interface ScopeOptions {
  readonly prefix: string;
  /** Between the prefix and the name; "/" when left out. */
  readonly divider?: string | undefined;
  /** Kinds of sites that keep their names. */
  readonly hideTypes?: readonly MessageType[] | undefined;
}

/** The model with `prefix` and `divider` before its names. As `numpyro.handlers.scope`. */
export function scope<A extends readonly unknown[], R>(
  model: ModelFunction<A, R>,
  { prefix, divider = "/", hideTypes = [] }: ScopeOptions,
): ModelFunction<A, R> {
  const rename = (name: string): string => `${prefix}${divider}${name}`;
  return handle(model, () => ({
    process(message: Message): Message {
      const name = hideTypes.includes(message.type) ? message.name : rename(message.name);
      const plates = hideTypes.includes("plate")
        ? message.plates
        : message.plates.map((frame) => ({ ...frame, name: rename(frame.name) }));
      return { ...message, name, plates };
    },
  }));
}
