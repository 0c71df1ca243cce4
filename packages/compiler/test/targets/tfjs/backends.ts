// The tfjs backends that the tests run on, made ready. Not a test.
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";

tf.env().set("PROD", true); // the cpu backend greets on the console otherwise

export const BACKENDS = ["cpu", "wasm"] as const;

/** Makes each backend ready, and leaves the last one current. */
export async function readyBackends(): Promise<void> {
  for (const name of BACKENDS) await tf.setBackend(name);
}
