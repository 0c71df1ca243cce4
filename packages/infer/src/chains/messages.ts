// What a run and its chain workers say to each other.
import type { HostPort, WorkerPort } from "@nutmeg-ppl/compiler/runtime";
import type { ChainEnd, ChainTask } from "../chain.ts";
import type { ErrorRecord } from "./chainOutcome.ts";
import type { DensitySource } from "./densitySource.ts";
import type { ChainNews } from "./driveChain.ts";

export type ToWorker =
  /** First, once: what to sample. */
  | { readonly type: "open"; readonly source: DensitySource }
  /** Run a chain; the next one follows when this one has been answered. */
  | { readonly type: "run"; readonly chain: number; readonly task: ChainTask; readonly interval: number }
  /** End the present chain where it is. */
  | { readonly type: "stop" };

export type FromWorker =
  /** Draws leave a worker as they arrive, so that it may die without taking them along. */
  | { readonly type: "news"; readonly chain: number; readonly news: ChainNews }
  | { readonly type: "end"; readonly chain: number; readonly end: ChainEnd }
  | { readonly type: "failure"; readonly chain: number; readonly error: ErrorRecord };

/** A chain worker, seen from the run that opened it. */
export type ChainWorkerPort = Omit<WorkerPort<ToWorker, FromWorker>, "unref">;

/** The run, seen from inside a chain worker. */
export type ChainHostPort = HostPort<ToWorker, FromWorker>;
