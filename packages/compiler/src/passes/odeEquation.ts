// A differential equation as the compiled solver sees it: slopes, errors, the first step and every other one, as nodes. What
// they compute is that of interpreter/odeint.ts, whose comments cite the equations. Not the loops around them (lowerOdeint.ts).
import {
  abs,
  add,
  div,
  less,
  lessEqual,
  maximum,
  minimum,
  mul,
  select,
  square,
  sub,
} from "../program/arithmetic.ts";
import { binary, logic, reduce, scalar, test, unary } from "../program/build.ts";
import type { OdeAttributes } from "../program/buildOdeint.ts";
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
} from "../program/dormandPrince.ts";
import type { LoopBuilder } from "../program/loopBuilder.ts";
import type { Node } from "../program/node.ts";
import { sizeOf } from "../program/shape.ts";
import { substitute } from "../program/substitute.ts";
import { formed, nodesOf, type OdeState, type Vector } from "./odeStates.ts";

function sumOf(terms: readonly Node[]): Node {
  return terms.reduce((sum, term) => add(sum, term));
}

/** sum_i weights[i] slopes[i], for one component. */
function combined(weights: readonly number[], slopes: readonly Vector[], k: number): Node {
  return sumOf(
    weights.flatMap((weight, i) => (weight === 0 ? [] : [mul(weight, (slopes[i] as Vector)[k] as Node)])),
  );
}

function moved(y: Vector, h: Node, weights: readonly number[], slopes: readonly Vector[]): Vector {
  return y.map((x, k) => add(x, mul(h, combined(weights, slopes, k))));
}

/** A right-hand side with the values around it and the last time, as they are called in some scope. */
export class OdeEquation {
  readonly #attributes: OdeAttributes;
  readonly #closed: readonly Node[];
  readonly end: Node;

  constructor(attributes: OdeAttributes, closed: readonly Node[], end: Node) {
    this.#attributes = attributes;
    this.#closed = closed;
    this.end = end;
  }

  /** How many steps may be taken from one time to the next. */
  get maxSteps(): number {
    return this.#attributes.maxSteps;
  }

  /** The same inside a loop that is being built. */
  inside(loop: LoopBuilder): OdeEquation {
    const own = (node: Node) => loop.closed(node);
    return new OdeEquation(this.#attributes, this.#closed.map(own), own(this.end));
  }

  #slope(t: Node, y: Vector): Vector {
    const { arguments: own, outputs } = this.#attributes.body;
    const given = [t, ...this.#closed, ...y];
    return substitute(outputs, new Map(own.map((one, i) => [one, given[i] as Node])));
  }

  /** As #norm of the interpreter. */
  #norm(x: Vector, a: Vector, b: Vector): Node {
    const { rtol, atol, controlled } = this.#attributes;
    const counted = x.slice(0, controlled);
    const squares = counted.map((one, k) => {
      const size = maximum(abs(a[k] as Node), abs(b[k] as Node));
      const scaled = div(one, add(atol, mul(rtol, size)));
      return reduce("sum", square(scaled), [...one.shape.keys()]);
    });
    const count = counted.reduce((total, { shape }) => total + sizeOf(shape), 0);
    return unary("sqrt", div(sumOf(squares), count));
  }

  #firstStep(t: Node, y: Vector, f: Vector): Node {
    const [d0, d1] = [this.#norm(y, y, y), this.#norm(f, y, y)];
    const flat = logic("or", less(d0, 1e-5), less(d1, 1e-5));
    const guess = select(flat, 1e-6, div(mul(0.01, d0), d1));
    const trial = minimum(guess, sub(this.end, t));
    const later = this.#slope(add(t, trial), moved(y, trial, [1], [f]));
    const change = this.#norm(
      later.map((x, k) => sub(x, f[k] as Node)),
      y,
      y,
    );
    const steepest = maximum(d1, div(change, trial));
    const h = select(
      lessEqual(steepest, 1e-15),
      maximum(1e-6, mul(trial, 1e-3)),
      binary("pow", div(0.01, steepest), scalar(1 / 5)),
    );
    return minimum(mul(100, trial), h);
  }

  start(t: Node, y: Vector): OdeState {
    const f = this.#slope(t, y);
    const h = this.#firstStep(t, y, f);
    const largest = scalar(LARGEST_FACTOR);
    return { t, h, largest, y, f, tBefore: t, yBefore: y, fBefore: f, bend: f };
  }

  /** After one more step where it is wanted and good enough. */
  step(state: OdeState, wanted: Node): OdeState {
    const { t, y, f } = state;
    const rest = sub(this.end, t);
    const h = minimum(state.h, rest);
    const slopes = [f];
    let next = y;
    STAGES.forEach((weights, i) => {
      next = moved(y, h, weights, slopes);
      slopes.push(this.#slope(add(t, mul(MOMENTS[i] as number, h)), next));
    });
    const scaledBy = (weights: readonly number[]) => y.map((_, k) => mul(h, combined(weights, slopes, k)));
    const error = this.#norm(scaledBy(ERROR), y, next);
    const growth = mul(SAFETY, binary("pow", error, scalar(EXPONENT)));
    const bounded = maximum(SMALLEST_FACTOR, minimum(state.largest, growth));
    const factor = select(test("isNaN", error), SMALLEST_FACTOR, bounded);
    const accepted = lessEqual(error, 1);
    const moves = logic("and", wanted, accepted);
    const after: OdeState = {
      ...state,
      t: select(lessEqual(rest, state.h), this.end, add(t, h)),
      y: next,
      f: slopes.at(-1) as Vector,
      tBefore: t,
      yBefore: y,
      fBefore: f,
      bend: scaledBy(BEND),
    };
    const before = nodesOf(state);
    const chosen = nodesOf(after).map((node, i) => select(moves, node, before[i] as Node));
    const limit = select(accepted, LARGEST_FACTOR, FACTOR_AFTER_REFUSAL);
    return {
      ...formed(state, chosen),
      h: select(wanted, mul(h, factor), state.h),
      largest: select(wanted, limit, state.largest),
    };
  }
}
