// A differential equation as the compiled solver sees it: slopes, errors, the first step and every other one, as nodes. What
// they compute is that of interpreter/odeint.ts, whose comments cite the equations. Not the loops around them (lowerOdeint.ts).
import { binary, compare, logic, reduce, scalar, select, test, unary } from "../program/build.ts";
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

const add = (a: Node, b: Node) => binary("add", a, b);
const sub = (a: Node, b: Node) => binary("sub", a, b);
const mul = (a: Node, b: Node) => binary("mul", a, b);
const div = (a: Node, b: Node) => binary("div", a, b);
const least = (a: Node, b: Node) => binary("minimum", a, b);
const most = (a: Node, b: Node) => binary("maximum", a, b);
const less = (a: Node, b: Node) => compare("less", a, b);

function sumOf(terms: readonly Node[]): Node {
  return terms.reduce(add);
}

/** sum_i weights[i] slopes[i], for one component. */
function combined(weights: readonly number[], slopes: readonly Vector[], k: number): Node {
  return sumOf(
    weights.flatMap((weight, i) =>
      weight === 0 ? [] : [mul(scalar(weight), (slopes[i] as Vector)[k] as Node)],
    ),
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
      const size = most(unary("abs", a[k] as Node), unary("abs", b[k] as Node));
      const scaled = div(one, add(scalar(atol), mul(scalar(rtol), size)));
      return reduce("sum", mul(scaled, scaled), [...one.shape.keys()]);
    });
    const count = counted.reduce((total, { shape }) => total + sizeOf(shape), 0);
    return unary("sqrt", div(sumOf(squares), scalar(count)));
  }

  #firstStep(t: Node, y: Vector, f: Vector): Node {
    const [d0, d1] = [this.#norm(y, y, y), this.#norm(f, y, y)];
    const flat = logic("or", less(d0, scalar(1e-5)), less(d1, scalar(1e-5)));
    const guess = select(flat, scalar(1e-6), div(mul(scalar(0.01), d0), d1));
    const trial = least(guess, sub(this.end, t));
    const later = this.#slope(add(t, trial), moved(y, trial, [1], [f]));
    const change = this.#norm(
      later.map((x, k) => sub(x, f[k] as Node)),
      y,
      y,
    );
    const steepest = most(d1, div(change, trial));
    const h = select(
      compare("lessEqual", steepest, scalar(1e-15)),
      most(scalar(1e-6), mul(trial, scalar(1e-3))),
      binary("pow", div(scalar(0.01), steepest), scalar(1 / 5)),
    );
    return least(mul(scalar(100), trial), h);
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
    const h = least(state.h, rest);
    const slopes = [f];
    let next = y;
    STAGES.forEach((weights, i) => {
      next = moved(y, h, weights, slopes);
      slopes.push(this.#slope(add(t, mul(scalar(MOMENTS[i] as number), h)), next));
    });
    const scaledBy = (weights: readonly number[]) => y.map((_, k) => mul(h, combined(weights, slopes, k)));
    const error = this.#norm(scaledBy(ERROR), y, next);
    const growth = mul(scalar(SAFETY), binary("pow", error, scalar(EXPONENT)));
    const bounded = most(scalar(SMALLEST_FACTOR), least(state.largest, growth));
    const factor = select(test("isNaN", error), scalar(SMALLEST_FACTOR), bounded);
    const accepted = compare("lessEqual", error, scalar(1));
    const moves = logic("and", wanted, accepted);
    const after: OdeState = {
      ...state,
      t: select(compare("lessEqual", rest, state.h), this.end, add(t, h)),
      y: next,
      f: slopes.at(-1) as Vector,
      tBefore: t,
      yBefore: y,
      fBefore: f,
      bend: scaledBy(BEND),
    };
    const before = nodesOf(state);
    const chosen = nodesOf(after).map((node, i) => select(moves, node, before[i] as Node));
    const limit = select(accepted, scalar(LARGEST_FACTOR), scalar(FACTOR_AFTER_REFUSAL));
    return {
      ...formed(state, chosen),
      h: select(wanted, mul(h, factor), state.h),
      largest: select(wanted, limit, state.largest),
    };
  }
}
