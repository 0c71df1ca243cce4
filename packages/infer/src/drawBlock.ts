// Draws on their way from a chain to where they are kept: blocks of rows in typed arrays, and the buffer that a chain
// fills with them. Keeping draws is the business of stores/.
import type { KernelState, TransitionInfo } from "./kernels/kernel.ts";

/** What is recorded with each draw: a field of TransitionInfo a row, and the array that holds a column of it. */
const columns = {
  acceptProb: Float64Array,
  /** 1 where the trajectory diverged. */
  diverging: Uint8Array,
  numSteps: Int32Array,
  treeDepth: Uint8Array,
  energy: Float64Array,
  potentialEnergy: Float64Array,
  stepSize: Float64Array,
} as const satisfies Record<Exclude<keyof TransitionInfo, "symmetricAcceptProb">, unknown>; // that one is warmup's alone

/** The names of what is recorded with each draw. */
export type ExtraField = keyof typeof columns;

export const extraFields = Object.keys(columns) as ExtraField[];

/** One column per field, an entry per draw. */
export type ChainStats = { readonly [F in ExtraField]: InstanceType<(typeof columns)[F]> };

/** What the statistics of one draw take. */
export const BYTES_OF_STATS = extraFields.reduce((sum, field) => sum + columns[field].BYTES_PER_ELEMENT, 0);

export function makeStats(capacity: number): ChainStats {
  return Object.fromEntries(extraFields.map((field) => [field, new columns[field](capacity)])) as ChainStats;
}

/** The statistics with `of` every column in its place. */
export function mapStats(
  stats: ChainStats,
  of: (column: Float64Array | Int32Array | Uint8Array) => Float64Array | Int32Array | Uint8Array,
): ChainStats {
  return Object.fromEntries(extraFields.map((field) => [field, of(stats[field])])) as unknown as ChainStats;
}

/** Writes rows into every column, from row `at`. */
export function writeStats(into: ChainStats, rows: ChainStats, at: number): void {
  for (const field of extraFields) into[field].set(rows[field], at);
}

/** Warmup adapts; sampling is the posterior's. */
export type Phase = "warmup" | "sampling";

/** Some draws of one phase of one chain, in order. */
export interface DrawBlock {
  readonly phase: Phase;
  readonly count: number;
  /** Count by dimension, row after row, on unconstrained space. */
  readonly positions: Float64Array;
  readonly stats: ChainStats;
}

/** What a block may take: little beside a worker, much beside the cost of a message. */
const BLOCK_BYTES = 1 << 20;

/** Rows that a chain has made and nobody has taken yet, in memory that is allocated once. */
export class BlockBuffer {
  readonly #dimension: number;
  readonly #capacity: number;
  readonly #positions: Float64Array;
  readonly #stats: ChainStats;
  #count = 0;

  /** @param most rows that will ever be pushed between two calls of `take` */
  constructor(dimension: number, most: number) {
    const fit = Math.max(1, Math.floor(BLOCK_BYTES / (8 * dimension + BYTES_OF_STATS)));
    this.#dimension = dimension;
    this.#capacity = Math.min(fit, most);
    this.#positions = new Float64Array(this.#capacity * dimension);
    this.#stats = makeStats(this.#capacity);
  }

  get full(): boolean {
    return this.#count === this.#capacity;
  }

  /** Only while the buffer is not full. */
  push(state: KernelState, info: TransitionInfo): void {
    const row = this.#count++;
    this.#positions.set(state.position, row * this.#dimension);
    for (const field of extraFields) this.#stats[field][row] = Number(info[field]);
  }

  /** The rows, which leave the buffer. */
  take(phase: Phase): DrawBlock {
    const count = this.#count;
    this.#count = 0;
    return {
      phase,
      count,
      positions: this.#positions.slice(0, count * this.#dimension),
      stats: mapStats(this.#stats, (column) => column.slice(0, count)),
    };
  }
}
