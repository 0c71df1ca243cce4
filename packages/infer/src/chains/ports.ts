// The two ends of a worker, the same for Node's worker_threads, for Web Workers and for tests without threads.
import type { FromWorker, ToWorker } from "./messages.ts";

/** A worker, seen from the run that opened it. */
export interface WorkerPort {
  post(message: ToWorker): void;
  /** Sets who is told of messages, and of the worker's death by error or exit. */
  listen(onMessage: (message: FromWorker) => void, onDeath: (reason: Error) => void): void;
  close(): void;
}

/** The run, seen from inside a worker. */
export interface HostPort {
  post(message: FromWorker, transfer: ArrayBuffer[]): void;
  listen(onMessage: (message: ToWorker) => void): void;
}
