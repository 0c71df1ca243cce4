// The entry of a chain worker's thread: Node's worker_threads or a Web Worker. Started by openWorker, never imported.
import type { ToWorker } from "./messages.ts";
import type { HostPort } from "./ports.ts";
import { serveChains } from "./serveChains.ts";

/** What a Web Worker's global scope offers. */
interface WebWorkerScope {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  onmessage: (event: { data: ToWorker }) => void;
}

async function hostPort(): Promise<HostPort> {
  if (globalThis.process?.versions?.node === undefined) {
    const scope = globalThis as unknown as WebWorkerScope;
    return {
      post: (message, transfer) => scope.postMessage(message, transfer),
      listen: (onMessage) => {
        scope.onmessage = ({ data }) => onMessage(data);
      },
    };
  }
  const { parentPort } = await import("node:worker_threads");
  return {
    post: (message, transfer) => parentPort?.postMessage(message, transfer),
    listen: (onMessage) => void parentPort?.on("message", onMessage),
  };
}

serveChains(await hostPort());
