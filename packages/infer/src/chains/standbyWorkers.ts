// Workers that are opened before there is anything to run in them: a thread takes some 40 ms to start, and a model to capture
// and compile takes as long in this one.

import type { ChainWorkerPort } from "./messages.ts";
import { openWorker } from "./openWorker.ts";

export interface StandbyWorkers {
  /** A worker that stands by; when none is left, or the last one died, a new one. */
  open(): Promise<ChainWorkerPort>;
  /** Closes those that still stand by. */
  close(): void;
}

interface Standby {
  readonly worker: ChainWorkerPort;
  dead: boolean;
}

async function standBy(open: () => Promise<ChainWorkerPort>): Promise<Standby> {
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
export function standbyWorkers(
  count: number,
  open: () => Promise<ChainWorkerPort> = openWorker,
): StandbyWorkers {
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
