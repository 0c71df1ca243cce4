// Which of tfjs's backends a program runs on, made ready to be switched to at once.
import { currentBackend, registeredBackends, startBackend } from "../../engine/onBackend.ts";
import { UsageError } from "../../errors.ts";
import { loadTfjsNode, NODE_BACKEND } from "./tfjsNode.ts";

/** Nutmeg's own backend records ops rather than computing them. */
const RECORDER = "nutmeg";

function choose(asked: string | undefined): string {
  const names = registeredBackends().filter((one) => one !== RECORDER);
  const current = currentBackend();
  const name = asked ?? (current !== null && current !== RECORDER ? current : names[0]);
  if (name !== undefined && names.includes(name)) return name;
  const there = names.length > 0 ? `There are: ${names.join(", ")}.` : "None is.";
  throw new UsageError(
    `tfjs: ${name === undefined ? "a backend that computes" : `the backend "${name}"`} is not registered with tfjs. ${there} ` +
      'Import one first, such as "@tensorflow/tfjs-backend-wasm" or "@tensorflow/tfjs-backend-cpu".',
  );
}

/**
 * The name of a backend that is ready: the one asked for, else the current one, else the one that tfjs prefers.
 * "tensorflow" is loaded from tfjs-node-gpu or tfjs-node when it is not registered.
 * @throws UsageError when it is not registered, not installed, or does not start.
 */
export async function readyBackend(asked?: string): Promise<string> {
  if (asked === NODE_BACKEND) await loadTfjsNode();
  const name = choose(asked);
  if (!(await startBackend(name))) {
    throw new UsageError(
      `tfjs: the backend "${name}" is registered but does not start here. Choose another one.`,
    );
  }
  return name;
}
