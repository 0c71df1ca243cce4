// Sends the chains of a run where they are to go: to workers, one after another in this thread, or all together in it.
import { UsageError } from "@nutmeg-ppl/compiler/runtime";
import type { ChainTask } from "../chain.ts";
import type { Device, Target } from "../targets/target.ts";
import type { ChainOutcome } from "./chainOutcome.ts";
import type { ChainWorkerPort } from "./messages.ts";
import { parallel } from "./parallel.ts";
import type { RunOptions } from "./runOptions.ts";
import { sequential } from "./sequential.ts";
import { vectorized } from "./vectorized.ts";

export type ChainMethod = "parallel" | "sequential" | "vectorized";

export interface RunChainsOptions extends RunOptions {
  readonly method: ChainMethod;
  readonly target: Pick<Target, "density" | "source" | "batched">;
  readonly tasks: readonly ChainTask[];
  readonly numWorkers?: number | undefined;
  /** For "vectorized": what computes the densities. Default "wasm". */
  readonly device?: Device | undefined;
  /** For "vectorized": whether chains learn step size and metric together. Default true. */
  readonly poolAdaptation?: boolean | undefined;
  /** Opens a worker; default a thread of its own. */
  readonly open?: (() => Promise<ChainWorkerPort>) | undefined;
}

/**
 * The outcome of every chain, in the order of the tasks. The draws of "parallel" and "sequential" are the same, to the byte;
 * so are those of "vectorized" on Wasm where chains learn alone.
 * @throws UsageError when the density cannot go where it is sent.
 */
export async function runChains({ method, target, ...options }: RunChainsOptions): Promise<ChainOutcome[]> {
  const { density, source } = target;
  if (method === "sequential") return sequential({ ...options, density });
  if (method === "vectorized") {
    const { device = "wasm", poolAdaptation = true, tasks } = options;
    const batched = await target.batched(device, tasks.length);
    return vectorized({ ...options, density, batched, poolAdaptation });
  }
  if (source !== undefined) return parallel({ ...options, source });
  throw new UsageError(
    'A log density of your own cannot be sent to worker threads. Use chainMethod: "sequential", or write a model.',
  );
}
