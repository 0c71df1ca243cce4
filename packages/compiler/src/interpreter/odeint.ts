// The meaning of odeint: the explicit Runge-Kutta method of Dormand and Prince, of order 5(4), with steps of its own choice
// and values between them by its interpolant. Hairer, Norsett, Wanner, Solving Ordinary Differential Equations I,
// sections II.4 to II.6.
import power from "@stdlib/math-base-special-pow";
import { partTypes } from "../program/body.ts";
import { byOdeRole, type OdeAttributes } from "../program/buildOdeint.ts";
import {
  BEND,
  ERROR,
  EXPONENT,
  FACTOR_AFTER_REFUSAL,
  LARGEST_FACTOR,
  MOMENTS,
  SAFETY,
  SMALLEST_FACTOR,
  STAGES,
  VANISHING,
} from "../program/dormandPrince.ts";
import type { Node } from "../program/node.ts";
import { sizeOf } from "../program/shape.ts";
import { type Apply, bodyFunction } from "./bodyFunction.ts";

/** The components of the state, or of a slope, one after the other. */
type Vector = Float64Array;

/** y + h sum_i weights[i] slopes[i]. */
function moved(y: Vector, h: number, weights: readonly number[], slopes: readonly Vector[]): Vector {
  return y.map((x, i) => x + h * combined(weights, slopes, i));
}

function combined(weights: readonly number[], slopes: readonly Vector[], i: number): number {
  return weights.reduce((sum, weight, j) => sum + weight * (slopes[j] as Vector)[i]!, 0);
}

class Solver {
  readonly #slope: (t: number, y: Vector) => Vector;
  readonly #attributes: OdeAttributes;
  /** How many elements of a vector count in the error. */
  readonly #controlled: number;
  readonly #end: number;
  t: number;
  y: Vector;
  #f: Vector;
  /** The last step: where it began, with what state and slope, and how it is bent. */
  #before: { t: number; y: Vector; f: Vector; bend: Vector };
  #h: number;
  #largest = LARGEST_FACTOR;

  constructor(
    slope: (t: number, y: Vector) => Vector,
    attributes: OdeAttributes,
    [start, end]: readonly [number, number],
    y: Vector,
  ) {
    this.#slope = slope;
    this.#attributes = attributes;
    const counted = attributes.body.outputs.slice(0, attributes.controlled);
    this.#controlled = counted.reduce((total, { shape }) => total + sizeOf(shape), 0);
    this.#end = end;
    this.t = start;
    this.y = y;
    this.#f = slope(start, y);
    this.#before = { t: start, y, f: this.#f, bend: this.#f };
    this.#h = this.#firstStep();
  }

  /** The root of the mean square of a vector, each element relative to the error that it may have at states a and b. */
  #norm(x: Vector, a: Vector, b: Vector): number {
    const { rtol, atol } = this.#attributes;
    let sum = 0;
    for (let i = 0; i < this.#controlled; i++) {
      const scaled = x[i]! / (atol + rtol * Math.max(Math.abs(a[i]!), Math.abs(b[i]!)));
      sum += scaled * scaled;
    }
    return Math.sqrt(sum / this.#controlled);
  }

  /** So that an Euler step of a hundredth of it changes the state little, nor its slope: section II.4, "starting step size". */
  #firstStep(): number {
    const { y } = this;
    const [d0, d1] = [this.#norm(y, y, y), this.#norm(this.#f, y, y)];
    const trial = Math.min(d0 < 1e-5 || d1 < 1e-5 ? 1e-6 : (0.01 * d0) / d1, this.#end - this.t);
    const f = this.#slope(this.t + trial, moved(y, trial, [1], [this.#f]));
    const change = this.#norm(
      f.map((x, i) => x - this.#f[i]!),
      y,
      y,
    );
    const steepest = Math.max(d1, change / trial);
    const h = steepest <= 1e-15 ? Math.max(1e-6, trial * 1e-3) : power(0.01 / steepest, 1 / 5);
    return Math.min(100 * trial, h);
  }

  /** Takes steps until the time is reached. Whether it lies within the last one; once one could not be reached, none is. */
  reach(time: number): boolean {
    if (!(time <= this.#end)) this.#h = Number.NaN;
    for (let steps = this.#attributes.maxSteps; steps > 0 && this.t < time; steps--) {
      if (!(this.t < this.t + VANISHING * this.#h)) break;
      this.#step();
    }
    if (this.t < time) this.#h = Number.NaN;
    return this.#before.t <= time && time <= this.t && !Number.isNaN(this.#h);
  }

  /** Tries one step, and chooses the length of the next. */
  #step(): void {
    const h = Math.min(this.#h, this.#end - this.t);
    const slopes = [this.#f];
    let y = this.y;
    STAGES.forEach((weights, i) => {
      y = moved(this.y, h, weights, slopes);
      slopes.push(this.#slope(this.t + MOMENTS[i]! * h, y));
    });
    const error = this.#norm(moved(new Float64Array(y.length), h, ERROR, slopes), this.y, y);
    const factor = Math.max(SMALLEST_FACTOR, Math.min(this.#largest, SAFETY * power(error, EXPONENT)));
    this.#h = h * (Number.isNaN(error) ? SMALLEST_FACTOR : factor);
    const accepted = error <= 1;
    this.#largest = accepted ? LARGEST_FACTOR : FACTOR_AFTER_REFUSAL;
    if (!accepted) return;
    const bend = moved(new Float64Array(y.length), h, BEND, slopes);
    this.#before = { t: this.t, y: this.y, f: this.#f, bend };
    this.t = h === this.#end - this.t ? this.#end : this.t + h;
    this.y = y;
    this.#f = slopes.at(-1) as Vector;
  }

  /** The state at a time within the last step. */
  at(time: number): Vector {
    const { t, y, f, bend } = this.#before;
    const h = this.t - t;
    const share = h > 0 ? (time - t) / h : 0;
    const rest = 1 - share;
    return y.map((from, i) => {
      const change = this.y[i]! - from;
      const tilt = h * f[i]! - change;
      const turn = change - h * this.#f[i]! - tilt;
      return from + share * (change + rest * (tilt + share * (turn + rest * bend[i]!)));
    });
  }
}

/** One after the other. */
function joined(parts: readonly Float64Array[]): Vector {
  return Float64Array.from(parts.flatMap((part) => [...part]));
}

/** The components of a vector. */
function split(y: Vector, sizes: readonly number[]): Vector[] {
  let end = 0;
  return sizes.map((size) => {
    end += size;
    return y.subarray(end - size, end);
  });
}

/** Each component at all times, one after the other; NaN from the first time on that cannot be reached. */
export function evaluateOdeint(
  node: Node<"odeint">,
  inputs: readonly Float64Array[],
  apply: Apply,
): Float64Array {
  const { attributes } = node;
  const { times, closed, inits } = byOdeRole<Float64Array>(attributes, inputs);
  const rightHandSide = bodyFunction(attributes.body, apply);
  const sizes = inits.map(({ length }) => length);
  const slope = (t: number, y: Vector) =>
    joined(rightHandSide([Float64Array.of(t), ...closed, ...split(y, sizes)]));
  const ends = [times[0]!, times[times.length - 1]!] as const;
  const solver = new Solver(slope, attributes, ends, joined(inits));
  const result = new Float64Array(sizeOf(node.shape));
  times.forEach((time, n) => {
    const unknown = () => solver.y.map(() => Number.NaN);
    const state = n === 0 ? solver.y : solver.reach(time) ? solver.at(time) : unknown();
    split(state, sizes).forEach((part, k) => {
      const { offset } = partTypes(attributes)[k] as { offset: number };
      result.set(part, offset + n * part.length);
    });
  });
  return result;
}
