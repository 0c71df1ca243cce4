// A question to the handlers: what is in force where it is asked. It makes no site and leaves no trace.
import type { InspectMessage } from "./message.ts";
import { processStack } from "./stack.ts";

/** The masks and the plates around, as the next site would find them. */
export function inspect(): InspectMessage {
  const question = { type: "inspect", name: "inspect", mask: undefined, plates: [], stop: false } as const;
  return processStack(question) as InspectMessage;
}
