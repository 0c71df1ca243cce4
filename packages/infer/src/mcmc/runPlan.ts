// What a run is about to do: the task of each chain, and where its draws go. Runs nothing.
import type { FoundMode } from "@nutmeg-ppl/model";
import type { ChainState, ChainTask } from "../chain.ts";
import type { SamplerSettings } from "../samplerSettings.ts";
import type { Checkpoint } from "../stores/checkpointFile.ts";
import { FileStore, readCheckpoints } from "../stores/fileStore.ts";
import { openFiles } from "../stores/files.ts";
import { bytesOfDraws, demandMemory, sizeText } from "../stores/memoryNeeds.ts";
import { MemoryStore } from "../stores/memoryStore.ts";
import { demandSame, identityOf, type RunFile, runFile, type Together } from "../stores/runFile.ts";
import type { Capacity, RunStore } from "../stores/runStore.ts";
import type { Target } from "../targets/target.ts";
import { capacityOf, chainTasks, settingsFrom } from "./chainTasks.ts";

export interface RunPlan {
  readonly key: Uint32Array;
  readonly tasks: readonly ChainTask[];
  /** What the search for starts found, where chains begin and there was one. */
  readonly modes: readonly FoundMode[];
  readonly store: RunStore;
  /** Draws that each chain will have in the store when all is done. */
  readonly capacities: readonly Capacity[];
  /** What to say of the draws' size, if it is worth saying. */
  readonly notice: string | undefined;
}

export interface PlanOptions {
  readonly key: Uint32Array;
  readonly settings: SamplerSettings;
  /** By chain: undefined for those that begin. */
  readonly states: readonly (ChainState | undefined)[];
  /** A folder; memory when absent. */
  readonly folder: string | undefined;
  readonly checkpointEvery: number | undefined;
  readonly together: Together | undefined;
}

/** From here on the size of the draws is told before the run. */
const NOTABLE_BYTES = 1e8;

/** @throws UsageError when a chain finds no start, memory cannot hold the draws, or the folder cannot be used. */
export async function planRun(target: Target, options: PlanOptions): Promise<RunPlan> {
  const { key, settings, states, folder, checkpointEvery, together } = options;
  // Before the search for starts, which may take a while.
  const capacities = states.map((state) => capacityOf({ settings: settingsFrom(settings, state), state }));
  const bytes = bytesOfDraws(target.sites, capacities);
  if (folder === undefined) demandMemory(bytes);
  const { tasks: begun, modes } = await chainTasks(target, key, settings, states);
  const tasks = begun.map((task) => ({ ...task, checkpointEvery }));
  const notable = bytes >= NOTABLE_BYTES;
  if (folder === undefined) {
    const notice = notable ? `The draws will take ${sizeText(bytes)} of memory.` : undefined;
    return { key, tasks, modes, capacities, notice, store: new MemoryStore(target.sites, capacities) };
  }
  const files = await openFiles();
  const store = FileStore.create(
    files,
    folder,
    runFile(files, target, settings, key, tasks, together),
    tasks,
    capacities,
  );
  const notice = notable ? `The draws go to ${folder}, and will take ${sizeText(bytes)}.` : undefined;
  return { key, tasks, modes, capacities, notice, store };
}

/**
 * Goes on with the run in a folder.
 * @throws UsageError when the run was another one, or a file is damaged.
 */
export async function planResumption(
  target: Target,
  run: RunFile,
  { settings, folder }: { readonly settings: SamplerSettings; readonly folder: string },
): Promise<RunPlan> {
  const files = await openFiles();
  demandSame(folder, run.identity, identityOf(files, target, settings));
  const checkpoints = usable(run, readCheckpoints(files, folder, run));
  const states = checkpoints.map((checkpoint) => checkpoint?.state);
  const { tasks: begun, modes } = await chainTasks(target, run.key, settings, states);
  const tasks = begun.map((task, chain) => ({
    ...task,
    // A state's chain goes on to where it was to end, not for so many draws more.
    settings: { ...settings, ...run.chains[chain] },
    checkpointEvery: run.checkpointEvery,
  }));
  const store = FileStore.reopen(files, folder, run, checkpoints);
  const capacities = tasks.map((_, chain) => store.capacity(chain));
  return { key: run.key, tasks, modes, capacities, notice: undefined, store };
}

/** Chains that learn together go on only when all have learned: what one of them had learned by then is all of theirs. */
function usable(
  { together }: RunFile,
  checkpoints: readonly (Checkpoint | undefined)[],
): readonly (Checkpoint | undefined)[] {
  const learned = checkpoints.every(
    (each) => each !== undefined && each.state.iteration >= each.state.numWarmup,
  );
  return learned || !together?.poolAdaptation ? checkpoints : checkpoints.map(() => undefined);
}
