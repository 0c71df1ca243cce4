// Opens chain workers: threads in Node, Web Workers in a browser. What they do is in serveChains.
import type { FromWorker } from "./messages.ts";
import type { WorkerPort } from "./ports.ts";

/** What a browser's Worker offers (the DOM's types are not loaded here). */
interface WebWorker {
  postMessage(message: unknown): void;
  terminate(): void;
  onmessage: ((event: { data: FromWorker }) => void) | null;
  onerror: ((event: { message?: string }) => void) | null;
}

declare const Worker: new (url: URL, options: { type: "module" }) => WebWorker;

const inNode = globalThis.process?.versions?.node !== undefined;

export async function openWorker(): Promise<WorkerPort> {
  return inNode ? openThread() : openWebWorker();
}

/** How many workers can run at once. */
export async function availableWorkers(): Promise<number> {
  if (inNode) return (await import("node:os")).availableParallelism();
  const { navigator } = globalThis as { navigator?: { hardwareConcurrency?: number } };
  return navigator?.hardwareConcurrency ?? 1;
}

/** A thread of Node's. Bundled, this file and the script are both in dist itself; a test on the sources says where it is. */
export async function openThread(script = new URL("./chainWorker.js", import.meta.url)): Promise<WorkerPort> {
  const threads = await import("node:worker_threads");
  const thread = new threads.Worker(script);
  return {
    post: (message) => thread.postMessage(message),
    listen: (onMessage, onDeath) => {
      thread.removeAllListeners();
      thread.on("message", onMessage);
      thread.on("messageerror", onDeath);
      thread.on("error", onDeath);
      thread.on("exit", (code) => onDeath(new Error(`its worker thread ended with exit code ${code}`)));
    },
    close: () => void thread.terminate(),
  };
}

function openWebWorker(): WorkerPort {
  const worker = new Worker(new URL("./chainWorker.js", import.meta.url), { type: "module" });
  return {
    post: (message) => worker.postMessage(message),
    listen: (onMessage, onDeath) => {
      worker.onmessage = ({ data }) => onMessage(data);
      worker.onerror = ({ message }) => onDeath(new Error(message ?? "its worker could not be started"));
    },
    close: () => worker.terminate(),
  };
}
