// Where a chain keeps its draws and statistics: typed arrays allocated once, a row per draw.
import type { KernelState, TransitionInfo } from "./kernels/kernel.ts";

/** One column per field of TransitionInfo, an entry per draw. */
export interface ChainStats {
  readonly acceptProb: Float64Array;
  /** 1 where the trajectory diverged. */
  readonly diverging: Uint8Array;
  readonly numSteps: Int32Array;
  readonly treeDepth: Uint8Array;
  readonly energy: Float64Array;
  readonly potentialEnergy: Float64Array;
  readonly stepSize: Float64Array;
}

export class DrawStore {
  readonly #dimension: number;
  readonly #draws: Float64Array;
  readonly #stats: ChainStats;
  #count = 0;

  constructor(capacity: number, dimension: number) {
    this.#dimension = dimension;
    this.#draws = new Float64Array(capacity * dimension);
    this.#stats = {
      acceptProb: new Float64Array(capacity),
      diverging: new Uint8Array(capacity),
      numSteps: new Int32Array(capacity),
      treeDepth: new Uint8Array(capacity),
      energy: new Float64Array(capacity),
      potentialEnergy: new Float64Array(capacity),
      stepSize: new Float64Array(capacity),
    };
  }

  get count(): number {
    return this.#count;
  }

  push(state: KernelState, info: TransitionInfo): void {
    const row = this.#count++;
    this.#draws.set(state.position, row * this.#dimension);
    this.#stats.acceptProb[row] = info.acceptProb;
    this.#stats.diverging[row] = info.diverging ? 1 : 0;
    this.#stats.numSteps[row] = info.numSteps;
    this.#stats.treeDepth[row] = info.treeDepth;
    this.#stats.energy[row] = info.energy;
    this.#stats.potentialEnergy[row] = info.potentialEnergy;
    this.#stats.stepSize[row] = info.stepSize;
  }

  /** The draws so far, row after row: the store itself when it is full, else a copy of the filled part. */
  draws(): Float64Array {
    const filled = this.#count * this.#dimension;
    return filled === this.#draws.length ? this.#draws : this.#draws.slice(0, filled);
  }

  /** The statistics so far, likewise. */
  stats(): ChainStats {
    const count = this.#count;
    const filled = <T extends Float64Array | Uint8Array | Int32Array>(column: T): T =>
      (column.length === count ? column : column.slice(0, count)) as T;
    const { acceptProb, diverging, numSteps, treeDepth, energy, potentialEnergy, stepSize } = this.#stats;
    return {
      acceptProb: filled(acceptProb),
      diverging: filled(diverging),
      numSteps: filled(numSteps),
      treeDepth: filled(treeDepth),
      energy: filled(energy),
      potentialEnergy: filled(potentialEnergy),
      stepSize: filled(stepSize),
    };
  }
}
