// A worker's whole life: open the density, then run the chains that it is sent, one after another.
import type { DrawBlock } from "../drawBlock.ts";
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
      const end = await driveChain(await density, task, {
        interval,
        onNews: (news) => host.post({ type: "news", chain, news }, buffersOf(news.draws)),
        stopped: () => stopped,
      });
      host.post({ type: "end", chain, end }, []);
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
function buffersOf({ positions, stats }: DrawBlock): ArrayBuffer[] {
  return [positions, ...Object.values(stats)].map((array) => array.buffer as ArrayBuffer);
}
