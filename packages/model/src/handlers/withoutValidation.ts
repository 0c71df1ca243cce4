// An internal handler: runs a model whose data an earlier run has already checked.
import type { Message } from "../effects/message.ts";
import { handle, type ModelFunction } from "./handle.ts";

export function withoutValidation<A extends readonly unknown[], R>(
  model: ModelFunction<A, R>,
): ModelFunction<A, R> {
  return handle(model, () => ({
    process: (message: Message): Message =>
      message.type === "sample" ? { ...message, validate: false } : message,
  }));
}
