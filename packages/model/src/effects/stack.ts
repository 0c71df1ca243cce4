// The stack of active handlers, which is the package's only mutable module state, and how a message travels through it.
// The scheme is NumPyro's apply_stack: up the stack, default behaviour, back down.
import { capturing, UsageError } from "@nutmeg-ppl/compiler";
import type { Message } from "./message.ts";
import { performDefault } from "./performDefault.ts";

export interface Handler {
  /**
   * Sees a message on its way out, innermost handler first, and returns it or a changed copy.
   * `depth` is the handler's own place in the stack, for `applyStack(message, depth)`.
   */
  process?(message: Message, depth: number): Message;
  /** Sees the finished message on its way back, outermost handler first. */
  postprocess?(message: Message): Message;
}

const stack: Handler[] = [];

/**
 * Runs `body` inside a handler. The handler leaves the stack however `body` ends, together with everything above it.
 * @throws UsageError when `body` returns a promise: handlers cannot follow it.
 */
export function withHandler<R>(handler: Handler, body: () => R): R {
  const depth = stack.length;
  stack.push(handler);
  try {
    return capturing(() => settled(body()));
  } finally {
    stack.length = depth;
  }
}

/**
 * Sends a message through the handlers below `depth` (all of them when it is left out) and performs it.
 * A handler that stops a message keeps it from those outside, in both directions.
 */
export function applyStack(message: Message, depth = stack.length): Message {
  const handlers = stack.slice(0, depth);
  const { current: processed, outermost } = process(message, handlers);
  let current = performDefault(processed);
  for (const handler of handlers.slice(outermost)) current = handler.postprocess?.(current) ?? current;
  return current;
}

/**
 * What the handlers make of a message on its way out: it is not performed, and none sees it on a way back. A handler
 * that counts sites, as `seed` does, counts a sample message all the same.
 */
export function processStack(message: Message): Message {
  return process(message, stack).current;
}

function process(message: Message, handlers: readonly Handler[]): { current: Message; outermost: number } {
  let outermost = handlers.length;
  let current = message;
  while (outermost > 0 && !current.stop) {
    outermost -= 1;
    current = handlers[outermost]?.process?.(current, outermost) ?? current;
  }
  return { current, outermost };
}

function settled<R>(result: R): R {
  if (
    typeof result !== "object" ||
    result === null ||
    !("then" in result) ||
    typeof result.then !== "function"
  ) {
    return result;
  }
  // The abandoned run would fail at its next primitive; nobody is left to hear of it.
  result.then(undefined, () => undefined);
  throw new UsageError(
    "A model must be a synchronous function, but this one returned a promise, so its sites after the first `await` " +
      "would be lost. Load data before the run and pass them as the model's argument.",
  );
}
