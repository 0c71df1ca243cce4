// Draws in files, as they arrive: a folder with a description of the run, and for each chain a file of draws and one of
// where it is. Draws that a full disk refuses stay in memory.
import { sizeOf, UsageError } from "@nutmeg-ppl/compiler";
import type { ChainState, ChainTask } from "../chain.ts";
import { type ChainStats, type DrawBlock, extraFields, makeStats, type Phase } from "../drawBlock.ts";
import type { Constrain, ShownSite } from "../targets/target.ts";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "./checkpointFile.ts";
import { type Column, DrawFile, headerOf } from "./drawFile.ts";
import { type Files, fileError } from "./files.ts";
import { type RunFile, readRunFile, writeRunFile } from "./runFile.ts";
import type { Capacity, RunStore } from "./runStore.ts";

const runPath = (folder: string): string => `${folder}/run.json`;
const drawsPath = (folder: string, chain: number): string => `${folder}/chain-${chain + 1}.draws`;
const checkpointPath = (folder: string, chain: number): string => `${folder}/chain-${chain + 1}.checkpoint`;

/** The description of the run in a folder. @throws UsageError when there is none or it is damaged. */
export const readRun = (files: Files, folder: string): RunFile => readRunFile(files, runPath(folder));

/** Where the chains of a run in a folder were last known to be. @throws UsageError when a file is damaged. */
export function readCheckpoints(files: Files, folder: string, run: RunFile): (Checkpoint | undefined)[] {
  return run.chains.map((_, chain) => readCheckpoint(files, checkpointPath(folder, chain)));
}

export class FileStore implements RunStore {
  readonly sites: readonly ShownSite[];
  readonly numChains: number;
  readonly #files: Files;
  readonly #folder: string;
  readonly #draws: readonly DrawFile[];
  /** Rows that could not be written, by chain. */
  readonly #refused: Float64Array[][];

  private constructor(files: Files, folder: string, sites: readonly ShownSite[], draws: readonly DrawFile[]) {
    this.sites = sites;
    this.numChains = draws.length;
    this.#files = files;
    this.#folder = folder;
    this.#draws = draws;
    this.#refused = draws.map(() => []);
  }

  /**
   * A store for a run that begins; it makes the folder.
   * @throws UsageError when the folder holds a run already, or cannot be written.
   */
  static create(
    files: Files,
    folder: string,
    run: RunFile,
    tasks: readonly ChainTask[],
    capacities: readonly Capacity[],
  ): FileStore {
    const { sites } = run.identity;
    if (files.fs.existsSync(runPath(folder))) {
      throw new UsageError(
        `MCMC: ${folder} holds a run already. Go on with it, MCMC.resume("${folder}", sampler, args); read it, ` +
          "readStore; or give another folder.",
      );
    }
    try {
      files.fs.mkdirSync(folder, { recursive: true });
    } catch (error) {
      throw fileError("making the folder", folder, error);
    }
    const draws = capacities.map((capacity, chain) => {
      files.fs.rmSync(checkpointPath(folder, chain), { force: true });
      return DrawFile.create(files, drawsPath(folder, chain), headerOf(chain, sites, capacity));
    });
    const store = new FileStore(files, folder, sites, draws);
    for (const [chain, { state }] of tasks.entries()) if (state) store.checkpoint(chain, state);
    // Last, and at once: a folder holds a run when it holds all of it.
    writeRunFile(files, runPath(folder), run);
    return store;
  }

  /**
   * The store of a run that goes on. Draws after the checkpoints are dropped: they will be drawn again.
   * @throws UsageError when a file is damaged or lacks draws; nothing is changed then.
   */
  static reopen(
    files: Files,
    folder: string,
    run: RunFile,
    checkpoints: readonly (Checkpoint | undefined)[],
  ): FileStore {
    const draws = run.chains.map((_, chain) => DrawFile.open(files, drawsPath(folder, chain), "append"));
    for (const [chain, file] of draws.entries()) {
      const rows = checkpoints[chain]?.rows ?? 0;
      if (file.rows < rows) {
        throw new UsageError(
          `MCMC: ${file.path} is damaged: it has ${file.rows} draws, but had ${rows} at the checkpoint of its chain.`,
        );
      }
    }
    for (const [chain, file] of draws.entries()) file.truncate(checkpoints[chain]?.rows ?? 0);
    return new FileStore(files, folder, run.identity.sites, draws);
  }

  /** The store of a run whose draws are only to be read, while it is being written or after. */
  static read(files: Files, folder: string, run: RunFile): FileStore {
    const draws = run.chains.map((_, chain) => DrawFile.open(files, drawsPath(folder, chain), "read"));
    return new FileStore(files, folder, run.identity.sites, draws);
  }

  /** Draws that a chain will have. */
  capacity(chain: number): Capacity {
    return this.#file(chain).header.rows;
  }

  /** @throws UsageError when the draws cannot be written, the first time: these and later ones of the chain are in memory. */
  append(chain: number, { count, positions, stats }: DrawBlock, constrain: Constrain): void {
    const { rowLength, columns } = this.#file(chain).header;
    const rows = new Float64Array(count * rowLength);
    const dimension = positions.length / count;
    for (let i = 0; i < count; i++) {
      const row = i * rowLength;
      extraFields.forEach((field, at) => {
        rows[row + at] = stats[field][i] as number;
      });
      const drawn = constrain(positions.subarray(i * dimension, (i + 1) * dimension));
      for (const { name, kind, offset } of columns)
        if (kind !== "statistic") rows.set(drawn[name] as Float64Array, row + offset);
    }
    const refused = this.#refused[chain] as Float64Array[];
    if (refused.length > 0) {
      refused.push(rows);
      return;
    }
    try {
      this.#file(chain).append(rows);
    } catch (error) {
      refused.push(rows);
      throw error;
    }
  }

  /** @throws UsageError when it cannot be written; the one before stays. */
  checkpoint(chain: number, state: ChainState): void {
    // A checkpoint after draws that were refused would claim draws that the file has not.
    if ((this.#refused[chain] as Float64Array[]).length > 0) return;
    const file = this.#file(chain);
    file.flush();
    writeCheckpoint(this.#files, checkpointPath(this.#folder, chain), { rows: file.rows, state });
  }

  count(chain: number, phase: Phase): number {
    const { rows, header } = this.#file(chain);
    const refused = (this.#refused[chain] as Float64Array[]).reduce((sum, { length }) => sum + length, 0);
    const all = rows + refused / header.rowLength;
    const warmup = Math.min(all, header.rows.warmup);
    return phase === "warmup" ? warmup : all - warmup;
  }

  values(site: number, chain: number, phase: Phase, elements?: readonly [number, number]): Float64Array {
    const column = this.#file(chain).header.columns[extraFields.length + site] as Column;
    if (elements === undefined) return this.#column(chain, column, phase);
    const [from, to] = elements;
    return this.#column(chain, { ...column, shape: [to - from], offset: column.offset + from }, phase);
  }

  stats(chain: number, phase: Phase): ChainStats {
    const { columns } = this.#file(chain).header;
    const stats = makeStats(this.count(chain, phase));
    extraFields.forEach((field, i) => {
      stats[field].set(this.#column(chain, columns[i] as Column, phase));
    });
    return stats;
  }

  close(): void {
    for (const file of this.#draws) file.close();
  }

  #file(chain: number): DrawFile {
    return this.#draws[chain] as DrawFile;
  }

  #column(chain: number, column: Column, phase: Phase): Float64Array {
    const file = this.#file(chain);
    const { rowLength, rows } = file.header;
    const from = phase === "warmup" ? 0 : rows.warmup;
    const to = from + this.count(chain, phase);
    const written = Math.min(to, file.rows);
    if (written >= to) return file.column(column, from, to);
    const size = sizeOf(column.shape);
    const refused = Float64Array.from((this.#refused[chain] as Float64Array[]).flatMap((part) => [...part]));
    const values = new Float64Array((to - from) * size);
    if (written > from) values.set(file.column(column, from, written));
    for (let row = Math.max(from, written); row < to; row++) {
      const at = (row - written) * rowLength + column.offset;
      values.set(refused.subarray(at, at + size), (row - from) * size);
    }
    return values;
  }
}
