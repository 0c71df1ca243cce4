// The tfjs backends that the tests run on, made ready: TensorFlow's own among them where tfjs-node is installed. Not a test.
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { loadTfjsNode, NODE_BACKEND } from "../../../src/targets/tfjs/tfjsNode.ts";

tf.env().set("PROD", true); // the cpu backend greets on the console otherwise

async function installed(): Promise<string[]> {
  try {
    await loadTfjsNode();
    return [NODE_BACKEND];
  } catch (error) {
    if (/neither is installed/.test((error as Error).message)) return [];
    throw error;
  }
}

export const BACKENDS: readonly string[] = ["cpu", ...(await installed()), "wasm"];

/** Makes each backend ready, and leaves the last one, wasm, current. */
export async function readyBackends(): Promise<void> {
  for (const name of BACKENDS) await tf.setBackend(name);
}
