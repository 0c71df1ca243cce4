// Makes Nutmeg the current backend of tfjs while a function runs, and restores the user's.
import * as tf from "@tensorflow/tfjs-core";
import { UsageError } from "../errors.ts";
import { BACKEND_NAME } from "./backend.ts";
import "./registration.ts";

/** Of tfjs's engine: what has no public setter for "none chosen yet". */
interface EngineState {
  backendName: string | null;
  backendInstance: tf.KernelBackend | null;
}

function restore(previous: string | null): void {
  if (previous !== null) {
    void tf.setBackend(previous);
    return;
  }
  // tfjs had chosen no backend yet; it must still be free to choose the user's.
  const engine = tf.engine() as unknown as EngineState;
  engine.backendName = null;
  engine.backendInstance = null;
}

/**
 * Runs `fn` with Nutmeg as the current tfjs backend, so that every tfjs op in it is recorded. Nested calls cost nothing.
 * @throws UsageError when `fn` is asynchronous: the backend is one for the whole process.
 */
export function capturing<T>(fn: () => T): T {
  const previous: string | null = tf.engine().backendName ?? null;
  if (previous === BACKEND_NAME) return fn();
  void tf.setBackend(BACKEND_NAME); // synchronous, because the backend is
  try {
    const result = fn();
    if (result instanceof Promise) {
      throw new UsageError(
        "A model or captured function returned a Promise. Await what it needs before, and pass it as an argument.",
      );
    }
    return result;
  } finally {
    restore(previous);
  }
}
