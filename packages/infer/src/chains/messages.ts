// What a run and its chain workers say to each other.
import type { HostPort, WorkerPort } from "@nutmeg-ppl/compiler/runtime";
import type { ChainProgress, ChainResult, ChainTask } from "../chain.ts";
import type { ErrorRecord } from "./chainOutcome.ts";
import type { DensitySource } from "./densitySource.ts";

export type ToWorker =
  /** First, once: what to sample. */
  | { readonly type: "open"; readonly source: DensitySource }
  /** Run a chain; the next one follows when this one has been answered. */
  | { readonly type: "run"; readonly chain: number; readonly task: ChainTask; readonly interval: number }
  /** Answer the present chain with the draws made so far. */
  | { readonly type: "stop" };

export type FromWorker =
  | { readonly type: "progress"; readonly chain: number; readonly progress: ChainProgress }
  | { readonly type: "result"; readonly chain: number; readonly result: ChainResult }
  | { readonly type: "failure"; readonly chain: number; readonly error: ErrorRecord };

/** A chain worker, seen from the run that opened it. */
export type ChainWorkerPort = Omit<WorkerPort<ToWorker, FromWorker>, "unref">;

/** The run, seen from inside a chain worker. */
export type ChainHostPort = HostPort<ToWorker, FromWorker>;
