// The threads that evaluate a program together: their memory, the workers, and what becomes of an evaluation when one fails.
// Who computes what is settled in compiled code (targets/wasm/parts/dispatch.ts).
import type { CrewPlan } from "../artifact.ts";
import { CELLS } from "./cells.ts";
import type { FromCrew, ToCrew } from "./messages.ts";
import { openWorker, type WebWorker, type WorkerPort } from "./worker.ts";

declare const Worker: new (url: URL, options: { type: "module" }) => WebWorker;

type CrewWorker = WorkerPort<ToCrew, FromCrew>;

/** Bundled, this file and the script are both in dist itself. */
function openCrewWorker(): Promise<CrewWorker> {
  return openWorker({
    url: new URL("./crewWorker.js", import.meta.url),
    web: () => new Worker(new URL("./crewWorker.js", import.meta.url), { type: "module" }),
  });
}

/** A thread that has taken a part and finishes none for this many seconds is given up. */
const PATIENCE = 60;

/** Whether this thread may sleep: all but the main thread of a browser. */
function maySleep(cells: Int32Array): boolean {
  try {
    Atomics.wait(cells, 0, (Atomics.load(cells, 0) + 1) | 0, 0);
    return true;
  } catch {
    return false;
  }
}

export class Crew {
  readonly memory: WebAssembly.Memory;
  readonly #plan: CrewPlan;
  readonly #cells: Int32Array;
  readonly #maySleep: boolean;
  #workers: readonly CrewWorker[] = [];
  #fault: Error | undefined;

  /** A crew of one, the calling thread. */
  constructor(plan: CrewPlan) {
    const { pages, cells } = plan;
    this.#plan = plan;
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    this.#cells = new Int32Array(this.memory.buffer, cells);
    this.#maySleep = maySleep(this.#cells);
  }

  /**
   * Starts the other threads, and waits until they are ready.
   * @throws Error when one cannot be started; none is left running then.
   */
  async start(
    module: WebAssembly.Module,
    hostFunctions: readonly string[],
    open: () => Promise<CrewWorker> = openCrewWorker,
  ): Promise<void> {
    const { threads, cells } = this.#plan;
    this.#workers = await Promise.all(Array.from({ length: threads - 1 }, open));
    const task = { module, memory: this.memory, cells, hostFunctions };
    try {
      await Promise.all(this.#workers.map((worker) => this.#ready(worker, task)));
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  #ready(worker: CrewWorker, task: ToCrew): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (message: string): void => {
        if (this.#workers.includes(worker)) reject(this.#fail(message));
      };
      worker.listen(
        (message) => {
          if (message.type === "failure") return fail(message.message);
          worker.unref();
          resolve();
        },
        ({ message }) => fail(message),
      );
      worker.post(task);
    });
  }

  /** Remembers what went wrong first: from then on there is no telling what is in memory. */
  #fail(what: string): Error {
    this.#fault ??= new Error(
      `evaluate: one of the ${this.#plan.threads} threads that evaluate this program together has failed: ${what}. ` +
        "Instantiate the program again; compiled with { threads: 1 } it runs in the calling thread alone.",
    );
    return this.#fault;
  }

  /** @throws Error when a thread has failed. */
  check(): void {
    if (this.#fault) throw this.#fault;
  }

  /**
   * Sleeps until so many parts are done. Compiled code calls it when that has taken long.
   * @throws Error when a thread has failed, or finishes nothing for a minute.
   */
  wait(parts: number): void {
    let seconds = 0;
    for (;;) {
      const done = Atomics.load(this.#cells, CELLS.done / 4);
      if (done === parts) return;
      if (Atomics.load(this.#cells, CELLS.failed / 4) !== 0) throw this.#fail("it threw an error");
      if (seconds > PATIENCE) throw this.#fail(`it has finished nothing for ${PATIENCE} seconds`);
      seconds = this.#progressed(done) ? 0 : seconds + 1;
    }
  }

  /** Whether another part was done within a second. */
  #progressed(done: number): boolean {
    const cell = CELLS.done / 4;
    if (this.#maySleep) return Atomics.wait(this.#cells, cell, done, 1000) !== "timed-out";
    const end = performance.now() + 1000;
    while (Atomics.load(this.#cells, cell) === done) if (performance.now() > end) return false;
    return true;
  }

  /** Ends the other threads. Evaluations go on in the calling thread, with the same results. */
  dispose(): void {
    const workers = this.#workers;
    this.#workers = [];
    for (const worker of workers) worker.close();
  }
}
