// Makes Nutmeg the current backend of tfjs while a function runs, and restores the user's.
import { onBackend } from "../engine/onBackend.ts";
import { UsageError } from "../errors.ts";
import { BACKEND_NAME } from "./backend.ts";
import "./registration.ts";

/**
 * Runs `fn` with Nutmeg as the current tfjs backend, so that every tfjs op in it is recorded. Nested calls cost nothing.
 * @throws UsageError when `fn` is asynchronous: the backend is one for the whole process.
 */
export function capturing<T>(fn: () => T): T {
  return onBackend(BACKEND_NAME, () => {
    const result = fn();
    if (result instanceof Promise) {
      throw new UsageError(
        "A model or captured function returned a Promise. Await what it needs before, and pass it as an argument.",
      );
    }
    return result;
  });
}
