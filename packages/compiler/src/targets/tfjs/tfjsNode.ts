// Loads TensorFlow's native backend for Node, which few have installed. It is never imported unless it is asked for.
import * as tf from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";

/** The name under which both packages register themselves. */
export const NODE_BACKEND = "tensorflow";

/** The one for CUDA first. */
const PACKAGES = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"];

/** Functions of node:util that tfjs-node 4.22 calls and that Node 23 removed. */
const REMOVED: Readonly<Record<string, (value: unknown) => boolean>> = {
  isNullOrUndefined: (value) => value === null || value === undefined,
  isArray: Array.isArray,
};

/** What util lacks is put back into the object that CommonJS modules share. */
async function restoreUtil(): Promise<void> {
  const { default: util } = (await import("node:util")) as unknown as { default: Record<string, unknown> };
  for (const [name, test] of Object.entries(REMOVED)) util[name] ??= test;
}

/** Node and bundlers quote the name of a package that they do not find; what is wrong inside one has a path. */
function isAbsent(error: unknown, name: string): boolean {
  return new RegExp(`['"]${name}['"]`).test((error as Error).message);
}

/**
 * Registers TensorFlow's own backend, "tensorflow", from whichever of tfjs-node-gpu and tfjs-node is installed.
 * @throws UsageError with the way to install one when neither is there, or when one is there but does not load.
 */
export async function loadTfjsNode(): Promise<void> {
  if (tf.findBackendFactory(NODE_BACKEND)) return;
  await restoreUtil();
  for (const name of PACKAGES) {
    try {
      await import(/* @vite-ignore */ name);
      return;
    } catch (error) {
      if (isAbsent(error, name)) continue;
      throw new UsageError(
        `tfjs: ${name} is installed but does not load: ${(error as Error).message}. ` +
          `Try \`npm rebuild ${name} --build-from-source\`, or another backend ("wasm", "cpu").`,
      );
    }
  }
  throw new UsageError(
    'tfjs: the backend "tensorflow" needs @tensorflow/tfjs-node (or @tensorflow/tfjs-node-gpu for CUDA), and neither is ' +
      "installed. Run `npm install @tensorflow/tfjs-node@4.22.0`, or use another backend: import " +
      '"@tensorflow/tfjs-backend-wasm" and ask for "wasm".',
  );
}
