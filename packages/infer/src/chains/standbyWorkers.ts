// Workers that are opened before there is anything to run in them: a thread takes some 40 ms to start, and a model to capture
// and compile takes as long in this one.
import { openWorker } from "./openWorker.ts";
import type { WorkerPort } from "./ports.ts";

export interface StandbyWorkers {
  /** A worker that stands by; when none is left, or the last one died, a new one. */
  open(): Promise<WorkerPort>;
  /** Closes those that still stand by. */
  close(): void;
}

interface Standby {
  readonly worker: WorkerPort;
  dead: boolean;
}

async function standBy(open: () => Promise<WorkerPort>): Promise<Standby> {
  const standby = { worker: await open(), dead: false };
  standby.worker.listen(
    () => {},
    () => {
      standby.dead = true;
    },
  );
  return standby;
}

/** Opens workers at once. What goes wrong with one of them is found out by whoever asks for a worker. */
export function standbyWorkers(count: number, open: () => Promise<WorkerPort> = openWorker): StandbyWorkers {
  const waiting = Array.from({ length: count }, () => standBy(open).catch(() => undefined));
  return {
    async open() {
      const standby = await waiting.shift();
      return standby && !standby.dead ? standby.worker : open();
    },
    close() {
      for (const standby of waiting.splice(0)) void standby.then((one) => one?.worker.close());
    },
  };
}
