// Sends the chains of a run where they are to go: to workers, or one after another in this thread.
import { UsageError } from "@nutmeg-ppl/compiler/runtime";
import type { ChainTask } from "../chain.ts";
import type { LogDensity } from "../logDensity.ts";
import type { ChainOutcome } from "./chainOutcome.ts";
import type { DensitySource } from "./densitySource.ts";
import type { ChainWorkerPort } from "./messages.ts";
import { parallel } from "./parallel.ts";
import type { RunOptions } from "./runOptions.ts";
import { sequential } from "./sequential.ts";

export type ChainMethod = "parallel" | "sequential";

export interface RunChainsOptions extends RunOptions {
  readonly method: ChainMethod;
  readonly target: {
    /** For this thread. */
    readonly density: LogDensity;
    /** For workers; undefined when the density cannot leave this thread. */
    readonly source: DensitySource | undefined;
  };
  readonly tasks: readonly ChainTask[];
  readonly numWorkers?: number | undefined;
  /** Opens a worker; default a thread of its own. */
  readonly open?: (() => Promise<ChainWorkerPort>) | undefined;
}

/**
 * The outcome of every chain, in the order of the tasks; the draws are the same either way, to the byte.
 * @throws UsageError when the density cannot go where it is sent.
 */
export async function runChains({ method, target, ...options }: RunChainsOptions): Promise<ChainOutcome[]> {
  const { density, source } = target;
  if (method === "sequential") return sequential({ ...options, density });
  if (source !== undefined) return parallel({ ...options, source });
  throw new UsageError(
    'A log density of your own cannot be sent to worker threads. Use chainMethod: "sequential", or write a model.',
  );
}
