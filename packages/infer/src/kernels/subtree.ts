// What a completed stretch of a NUTS trajectory keeps: its ends, its proposal, the sum of its momenta and its weight,
// and how two neighbouring stretches join. Which stretches to join, and when, is the trajectory's business.
import type { PhasePoint } from "./phasePoint.ts";
import type { PhaseSpace } from "./phaseSpace.ts";

/** A stretch of 2^level points in the order of integration, in buffers that are used again and again. */
export class Subtree {
  level = 0;
  begin!: PhasePoint;
  end!: PhasePoint;
  proposal!: PhasePoint;
  /** Where the sum of the momenta is: the leaf's own momentum, or `#sum`. */
  rho = 0;
  /** Sum of exp(H0 - H), up to the trajectory's common factor. */
  weight = 0;
  readonly #space: PhaseSpace;
  readonly #sum: number;

  constructor(space: PhaseSpace) {
    this.#space = space;
    this.#sum = space.reserveVector();
  }

  /** Makes this the stretch of one point, just taken. */
  plant(point: PhasePoint, weight: number): void {
    point.uses = 3;
    this.level = 0;
    this.begin = point;
    this.end = point;
    this.proposal = point;
    this.rho = point.at + this.#space.dimension;
    this.weight = weight;
  }

  /**
   * Appends `next`, which was integrated onward from this one's end (or, with `before`, from its begin), and says
   * whether the union is free of U-turns: as a whole, and across the seam from either end to the first point beyond.
   * Weights and proposals stay as they are; `next` may be planted anew.
   */
  join(next: Subtree, before = false): boolean {
    const far = before ? this.end : this.begin;
    const near = before ? this.begin : this.end;
    const { memory, dimension } = this.#space;
    const straight =
      this.level === 0
        ? sumPair(memory, dimension, far.at, next.end.at, this.#sum)
        : sumStretches(memory, dimension, far, near, this.rho, next, this.#sum);
    this.rho = this.#sum;
    this.level++;
    this.#space.release(near);
    this.#space.release(next.begin);
    if (before) this.begin = next.end;
    else this.end = next.end;
    return straight;
  }

  /** Settles the proposal of a union: the other stretch's, or this one's. */
  propose(other: PhasePoint, taken: boolean): void {
    this.#space.release(taken ? this.proposal : other);
    if (taken) this.proposal = other;
  }
}

/** Writes the sum of two points' momenta to `rho`; true unless the velocity at one of them points against it. */
function sumPair(memory: Float64Array, n: number, first: number, last: number, rho: number): boolean {
  const momentumA = first + n;
  const momentumB = last + n;
  const velocityA = first + 2 * n;
  const velocityB = last + 2 * n;
  let atFirst = 0;
  let atLast = 0;
  for (let i = 0; i < n; i++) {
    const sum = memory[momentumA + i]! + memory[momentumB + i]!;
    memory[rho + i] = sum;
    atFirst += memory[velocityA + i]! * sum;
    atLast += memory[velocityB + i]! * sum;
  }
  return atFirst > 0 && atLast > 0;
}

/**
 * Writes rhoA + B's rho to `rho` and takes the six products of Stan's criterion in one pass (stan-dev/stan,
 * base_nuts.hpp): the whole against both ends, A with B's first point, B with A's last point.
 */
function sumStretches(
  memory: Float64Array,
  n: number,
  beginA: PhasePoint,
  endA: PhasePoint,
  rhoA: number,
  b: Subtree,
  rho: number,
): boolean {
  const rhoB = b.rho;
  const firstV = beginA.at + 2 * n;
  const lastV = b.end.at + 2 * n;
  const seamA = endA.at + n;
  const seamB = b.begin.at + n;
  let wholeFirst = 0;
  let wholeLast = 0;
  let headFirst = 0;
  let headLast = 0;
  let tailFirst = 0;
  let tailLast = 0;
  for (let i = 0; i < n; i++) {
    const sumA = memory[rhoA + i]!;
    const sumB = memory[rhoB + i]!;
    const sum = sumA + sumB;
    const head = sumA + memory[seamB + i]!;
    const tail = sumB + memory[seamA + i]!;
    const first = memory[firstV + i]!;
    const last = memory[lastV + i]!;
    memory[rho + i] = sum;
    wholeFirst += first * sum;
    wholeLast += last * sum;
    headFirst += first * head;
    headLast += memory[seamB + n + i]! * head;
    tailFirst += memory[seamA + n + i]! * tail;
    tailLast += last * tail;
  }
  return wholeFirst > 0 && wholeLast > 0 && headFirst > 0 && headLast > 0 && tailFirst > 0 && tailLast > 0;
}
