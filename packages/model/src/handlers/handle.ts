// Turns a handler into what users apply: a function from a model to a model with the same arguments and result.
import { type Handler, withHandler } from "../effects/stack.ts";

/** Any function of tensors and settings that calls primitives. */
export type ModelFunction<A extends readonly unknown[], R> = (...args: A) => R;

/** The model run inside a handler, which is made anew for every run so that runs share no state. */
export function handle<A extends readonly unknown[], R>(
  model: ModelFunction<A, R>,
  makeHandler: () => Handler,
): ModelFunction<A, R> {
  return (...args) => withHandler(makeHandler(), () => model(...args));
}
