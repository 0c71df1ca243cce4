// A point of phase space: an offset into a kernel's memory, with views for those who want arrays.

/** Of a point at offset `at` in dimension n, the memory holds position, momentum, velocity M^-1 p, gradient: 4 n numbers. */
export class PhasePoint {
  readonly at: number;
  position: Float64Array;
  momentum: Float64Array;
  velocity: Float64Array;
  gradient: Float64Array;
  logDensity = 0;
  /** Kinetic energy minus log density. */
  energy = 0;
  /** How many places of a trajectory refer to this point: the pool's account. */
  uses = 0;

  constructor(at: number) {
    this.at = at;
    this.position = this.momentum = this.velocity = this.gradient = new Float64Array(0);
  }

  /** Points the views into a memory. */
  view(memory: Float64Array, dimension: number): this {
    const part = (i: number): Float64Array =>
      memory.subarray(this.at + i * dimension, this.at + (i + 1) * dimension);
    this.position = part(0);
    this.momentum = part(1);
    this.velocity = part(2);
    this.gradient = part(3);
    return this;
  }
}
