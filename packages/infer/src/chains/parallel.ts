// Chains in workers, side by side: at most so many at once, the others queue. The draws do not depend on how many.
import { availableWorkers } from "@nutmeg-ppl/compiler/runtime";
import type { ChainTask } from "../chain.ts";
import { type ChainOutcome, errorRecord, failedChain } from "./chainOutcome.ts";
import type { DensitySource } from "./densitySource.ts";
import type { ChainWorkerPort } from "./messages.ts";
import { openWorker } from "./openWorker.ts";
import type { RunOptions } from "./runOptions.ts";

export interface ParallelOptions extends RunOptions {
  readonly source: DensitySource;
  readonly tasks: readonly ChainTask[];
  /** Default: what the machine can run at once. */
  readonly numWorkers?: number | undefined;
  /** Opens a worker; default a thread of its own. */
  readonly open?: (() => Promise<ChainWorkerPort>) | undefined;
}

/** The outcome of every chain, in the order of the tasks. */
export async function parallel(options: ParallelOptions): Promise<ChainOutcome[]> {
  const { tasks, numWorkers = await availableWorkers() } = options;
  const outcomes: ChainOutcome[] = [];
  const queue = tasks.entries();
  const lanes = Array.from({ length: Math.min(numWorkers, tasks.length) }, async () => {
    const lane = new Lane(options);
    for (const [chain, task] of queue) outcomes[chain] = await lane.run(chain, task);
    lane.close();
  });
  await Promise.all(lanes);
  return outcomes;
}

/** One worker at a time, opened when there is a chain to run and again after it died. */
class Lane {
  readonly #options: ParallelOptions;
  #worker: ChainWorkerPort | undefined;

  constructor(options: ParallelOptions) {
    this.#options = options;
  }

  async run(chain: number, task: ChainTask): Promise<ChainOutcome> {
    const { signal } = this.#options;
    try {
      if (!signal?.aborted) this.#worker ??= await this.#open();
    } catch (error) {
      return failedChain(chain, errorRecord(error));
    }
    if (signal?.aborted || !this.#worker) return { ok: true, chain, end: undefined };
    return this.#answer(this.#worker, chain, task);
  }

  close(): void {
    this.#worker?.close();
    this.#worker = undefined;
  }

  async #open(): Promise<ChainWorkerPort> {
    const { open = openWorker, source } = this.#options;
    const worker = await open();
    worker.post({ type: "open", source });
    return worker;
  }

  #answer(worker: ChainWorkerPort, chain: number, task: ChainTask): Promise<ChainOutcome> {
    const { interval = 100, onNews, signal } = this.#options;
    return new Promise<ChainOutcome>((resolve) => {
      const stop = () => worker.post({ type: "stop" });
      const settle = (outcome: ChainOutcome) => {
        signal?.removeEventListener("abort", stop);
        resolve(outcome);
      };
      worker.listen(
        (message) => {
          if (message.type === "news") onNews(chain, message.news);
          else if (message.type === "end") settle({ ok: true, chain, end: message.end });
          else {
            this.close(); // what threw may have left timers or half-changed state behind
            settle(failedChain(chain, message.error));
          }
        },
        (reason) => {
          if (this.#worker === worker) this.close(); // a dead worker says so twice: by error, then by exit
          settle(failedChain(chain, errorRecord(reason)));
        },
      );
      signal?.addEventListener("abort", stop);
      worker.post({ type: "run", chain, task, interval });
    });
  }
}
