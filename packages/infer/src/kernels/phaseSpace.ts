// The memory of one kernel: phase points that are handed out and taken back, and momentum sums. It allocates only
// while a trajectory grows beyond all before; nothing in it outlives a transition.
import { fillStandardNormals } from "@nutmeg-ppl/compiler/random";
import type { KernelState, Tuning } from "./kernel.ts";
import { PhasePoint } from "./phasePoint.ts";

export class PhaseSpace {
  readonly dimension: number;
  /** Replaced when it grows: read it anew for each operation. */
  memory: Float64Array;
  #used = 0;
  readonly #points: PhasePoint[] = [];
  readonly #free: PhasePoint[] = [];

  constructor(dimension: number) {
    this.dimension = dimension;
    this.memory = new Float64Array(32 * dimension);
  }

  /** The offset of `dimension` numbers that stay reserved. */
  reserveVector(): number {
    return this.#allocate(this.dimension);
  }

  /** A point with stale contents and no uses. */
  take(): PhasePoint {
    const known = this.#free.pop();
    if (known !== undefined) return known;
    const point = new PhasePoint(this.#allocate(4 * this.dimension)).view(this.memory, this.dimension);
    this.#points.push(point);
    return point;
  }

  /** Ends one use of a point; after the last it may be taken again. */
  release(point: PhasePoint): void {
    if (--point.uses === 0) this.#free.push(point);
  }

  /** Takes every point back, whoever holds it. */
  reset(): void {
    this.#free.length = 0;
    for (const point of this.#points) {
      point.uses = 0;
      this.#free.push(point);
    }
  }

  /** A point at `state` with a momentum drawn from lane 0 of `key`: the start of a trajectory. */
  launch(key: Uint32Array, state: KernelState, { metric }: Tuning): PhasePoint {
    const point = this.take();
    point.position.set(state.position);
    point.gradient.set(state.gradient);
    point.logDensity = state.logDensity;
    fillStandardNormals(key, point.momentum);
    metric.colour(point.momentum);
    point.energy = metric.kickAndMeasure(this.memory, 0, point.at) - point.logDensity;
    return point;
  }

  #allocate(length: number): number {
    const offset = this.#used;
    this.#used += length;
    if (this.#used > this.memory.length) {
      const larger = new Float64Array(2 * this.#used);
      larger.set(this.memory);
      this.memory = larger;
      for (const point of this.#points) point.view(larger, this.dimension);
    }
    return offset;
  }
}

/** A copy of a point's position, gradient and log density, which outlives the memory. */
export function stateOf(point: PhasePoint): KernelState {
  return { position: point.position.slice(), gradient: point.gradient.slice(), logDensity: point.logDensity };
}
