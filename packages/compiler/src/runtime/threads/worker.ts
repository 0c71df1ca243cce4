// Both ends of a worker, the same for Node's worker_threads and for Web Workers, and how one is opened. What runs in it is
// the business of whoever opens it.

/** A worker, seen from whoever opened it. */
export interface WorkerPort<In = unknown, Out = unknown> {
  post(message: In): void;
  /** Sets who is told of messages, and of the worker's death by error or exit. */
  listen(onMessage: (message: Out) => void, onDeath: (reason: Error) => void): void;
  /** Lets the process end while the worker runs. */
  unref(): void;
  close(): void;
}

/** Whoever opened a worker, seen from inside. */
export interface HostPort<In = unknown, Out = unknown> {
  post(message: Out, transfer?: ArrayBuffer[]): void;
  listen(onMessage: (message: In) => void): void;
}

/** What a browser's Worker offers (the DOM's types are not loaded here). */
export interface WebWorker {
  postMessage(message: unknown): void;
  terminate(): void;
  onmessage: ((event: { data: never }) => void) | null;
  onerror: ((event: { message?: string }) => void) | null;
}

/** What a Web Worker's global scope offers. */
interface WebWorkerScope {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  onmessage: (event: { data: never }) => void;
}

/** A script: by its URL for Node, and as an expression that bundlers for browsers recognize. */
export interface WorkerScript {
  readonly url: URL;
  readonly web: () => WebWorker;
}

const inNode = globalThis.process?.versions?.node !== undefined;

export async function openWorker<In, Out>({ url, web }: WorkerScript): Promise<WorkerPort<In, Out>> {
  return inNode ? openThread(url) : portOf(web());
}

/** How many workers can run at once. */
export async function availableWorkers(): Promise<number> {
  if (inNode) return (await import("node:os")).availableParallelism();
  const { navigator } = globalThis as { navigator?: { hardwareConcurrency?: number } };
  return navigator?.hardwareConcurrency ?? 1;
}

/** A thread of Node's, with the options of the process less those that are for a program given as text. */
export async function openThread<In, Out>(script: URL): Promise<WorkerPort<In, Out>> {
  const threads = await import("node:worker_threads");
  const execArgv = process.execArgv.filter((option) => !option.startsWith("--input-type"));
  const thread = new threads.Worker(script, { execArgv });
  return {
    post: (message) => thread.postMessage(message),
    listen: (onMessage, onDeath) => {
      thread.removeAllListeners();
      thread.on("message", onMessage);
      thread.on("messageerror", onDeath);
      thread.on("error", onDeath);
      thread.on("exit", (code) => onDeath(new Error(`its worker thread ended with exit code ${code}`)));
    },
    unref: () => thread.unref(),
    close: () => void thread.terminate(),
  };
}

function portOf<In, Out>(worker: WebWorker): WorkerPort<In, Out> {
  return {
    post: (message) => worker.postMessage(message),
    listen: (onMessage, onDeath) => {
      worker.onmessage = ({ data }) => onMessage(data);
      worker.onerror = ({ message }) => onDeath(new Error(message ?? "its worker could not be started"));
    },
    unref: () => {},
    close: () => worker.terminate(),
  };
}

/** From inside a worker: the way back. */
export async function hostPort<In, Out>(): Promise<HostPort<In, Out>> {
  if (!inNode) {
    const scope = globalThis as unknown as WebWorkerScope;
    return {
      post: (message, transfer = []) => scope.postMessage(message, transfer),
      listen: (onMessage) => {
        scope.onmessage = ({ data }) => onMessage(data);
      },
    };
  }
  const { parentPort } = await import("node:worker_threads");
  return {
    post: (message, transfer = []) => parentPort?.postMessage(message, transfer),
    listen: (onMessage) => void parentPort?.on("message", onMessage),
  };
}
