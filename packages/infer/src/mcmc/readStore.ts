// Reads what a run wrote to disk, without its model, while it is being written or at any time after.
import { FileStore, readCheckpoints, readRun } from "../stores/fileStore.ts";
import { openFiles } from "../stores/files.ts";
import { RunDraws } from "./runDraws.ts";

/**
 * The draws in the folder of a run with `store`: what can be asked of an MCMC after `run` can be asked of them. They stay
 * in the files, and are read when they are asked for. Node only.
 *
 * @throws UsageError when the folder holds no run or a file is damaged.
 *
 * @example
 * const draws = await readStore("runs/radon");
 * console.log(draws.complete, draws.formatSummary());
 */
export async function readStore(folder: string): Promise<RunDraws> {
  const files = await openFiles();
  const run = readRun(files, folder);
  const store = FileStore.read(files, folder, run);
  const records = readCheckpoints(files, folder, run).map((checkpoint, chain) => ({
    wanted: store.capacity(chain).sampling,
    warmup: checkpoint?.state,
  }));
  return new RunDraws(store, records);
}
