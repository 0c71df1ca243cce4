// Chooses where the chains of a run go: to workers, or one after another in this thread.
import { UsageError } from "@nutmeg-ppl/compiler/runtime";
import type { ChainTask } from "../chain.ts";
import type { LogDensity } from "../logDensity.ts";
import type { ChainOutcome } from "./chainOutcome.ts";
import type { DensitySource } from "./densitySource.ts";
import { parallel } from "./parallel.ts";
import type { WorkerPort } from "./ports.ts";
import type { RunOptions } from "./runOptions.ts";
import { sequential } from "./sequential.ts";

export interface RunChainsOptions extends RunOptions {
  readonly target: {
    /** For this thread. */
    readonly density: LogDensity;
    /** For workers; undefined when the density cannot leave this thread. */
    readonly source: DensitySource | undefined;
  };
  readonly tasks: readonly ChainTask[];
  /** Default: "parallel" for several chains of a density that can cross to workers. */
  readonly chainMethod?: "parallel" | "sequential" | undefined;
  readonly numWorkers?: number | undefined;
  /** Opens a worker; default a thread of its own. */
  readonly open?: (() => Promise<WorkerPort>) | undefined;
}

type ChainMethod = NonNullable<RunChainsOptions["chainMethod"]>;

/** Where chains go when nobody says: one chain gains nothing from a worker, and some densities cannot cross to one. */
export function defaultMethod(numChains: number, canCross: boolean): ChainMethod {
  return canCross && numChains > 1 ? "parallel" : "sequential";
}

/** The outcome of every chain, in the order of the tasks; the draws are the same either way, to the byte. */
export async function runChains({
  target,
  chainMethod,
  ...options
}: RunChainsOptions): Promise<ChainOutcome[]> {
  const { density, source } = target;
  const method = chainMethod ?? defaultMethod(options.tasks.length, source !== undefined);
  if (method === "sequential") return sequential({ ...options, density });
  if (source !== undefined) return parallel({ ...options, source });
  throw new UsageError('This log density cannot be sent to worker threads; use chainMethod: "sequential".');
}
