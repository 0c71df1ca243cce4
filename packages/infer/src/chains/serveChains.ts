// A worker's whole life: open the density, then run the chains that it is sent, one after another.
import type { ChainResult } from "../chain.ts";
import type { LogDensity } from "../logDensity.ts";
import { errorRecord } from "./chainOutcome.ts";
import { openDensity } from "./densitySource.ts";
import { driveChain } from "./driveChain.ts";
import type { ChainHostPort, ToWorker } from "./messages.ts";

/** Serves a run until the worker is closed. Whatever a chain throws is its answer; the worker lives on. */
export function serveChains(host: ChainHostPort): void {
  let density: Promise<LogDensity>;
  let stopped = false;
  const run = async ({ chain, task, interval }: Extract<ToWorker, { type: "run" }>): Promise<void> => {
    stopped = false;
    try {
      const result = await driveChain(await density, task, {
        interval,
        onProgress: (progress) => host.post({ type: "progress", chain, progress }, []),
        stopped: () => stopped,
      });
      host.post({ type: "result", chain, result }, buffersOf(result));
    } catch (error) {
      host.post({ type: "failure", chain, error: errorRecord(error) }, []);
    }
  };
  host.listen((message) => {
    if (message.type === "stop") stopped = true;
    else if (message.type === "run") void run(message);
    else {
      density = openDensity(message.source);
      density.catch(() => {}); // each chain that awaits it reports the error
    }
  });
}

/** The memory to hand over rather than copy. */
function buffersOf({ draws, stats }: ChainResult): ArrayBuffer[] {
  return [draws, ...Object.values(stats)].map((array) => array.buffer as ArrayBuffer);
}
