// Pass: the solution of a differential equation as loops: one over the times, and in it one that takes steps until the time
// is reached. What it computes is that of interpreter/odeint.ts, whose comments cite the equations.
import {
  binary,
  compare,
  concat,
  logic,
  reduce,
  reshape,
  scalar,
  select,
  slice,
  test,
  unary,
  withInputs,
} from "../program/build.ts";
import { byOdeRole, type OdeAttributes } from "../program/buildOdeint.ts";
import { part } from "../program/buildScan.ts";
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
import { asProgram } from "../program/inBodies.ts";
import { LoopBuilder } from "../program/loopBuilder.ts";
import { isOp, type Node } from "../program/node.ts";
import { type Program, rewrite } from "../program/program.ts";
import { sizeOf } from "../program/shape.ts";
import { substitute } from "../program/substitute.ts";

const add = (a: Node, b: Node) => binary("add", a, b);
const sub = (a: Node, b: Node) => binary("sub", a, b);
const mul = (a: Node, b: Node) => binary("mul", a, b);
const div = (a: Node, b: Node) => binary("div", a, b);
const least = (a: Node, b: Node) => binary("minimum", a, b);
const most = (a: Node, b: Node) => binary("maximum", a, b);
const less = (a: Node, b: Node) => compare("less", a, b);

/** A node for each component of the state. */
type Vector = readonly Node[];

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

/** What the solver goes on with: the end of the last step, how long the next is to be, and the last one's beginning. */
interface State {
  readonly t: Node;
  readonly h: Node;
  /** By which factor the length may grow. */
  readonly largest: Node;
  readonly y: Vector;
  readonly f: Vector;
  readonly tBefore: Node;
  readonly yBefore: Vector;
  readonly fBefore: Vector;
  /** The highest term of the interpolant. */
  readonly bend: Vector;
}

function mapped(
  { t, h, largest, y, f, tBefore, yBefore, fBefore, bend }: State,
  to: (x: Node) => Node,
): State {
  return {
    t: to(t),
    h: to(h),
    largest: to(largest),
    y: y.map(to),
    f: f.map(to),
    tBefore: to(tBefore),
    yBefore: yBefore.map(to),
    fBefore: fBefore.map(to),
    bend: bend.map(to),
  };
}

function nodesOf(state: State): Node[] {
  const nodes: Node[] = [];
  mapped(state, (node) => {
    nodes.push(node);
    return node;
  });
  return nodes;
}

/** A state of the same form, around other nodes in the order of nodesOf. */
function formed(form: State, nodes: readonly Node[]): State {
  const left = nodes.values();
  return mapped(form, () => left.next().value as Node);
}

/** A right-hand side with the values around it and the last time, as they are called in some scope. */
class Equation {
  readonly #attributes: OdeAttributes;
  readonly #closed: readonly Node[];
  readonly end: Node;

  constructor(attributes: OdeAttributes, closed: readonly Node[], end: Node) {
    this.#attributes = attributes;
    this.#closed = closed;
    this.end = end;
  }

  /** The same inside a loop that is being built. */
  inside(loop: LoopBuilder): Equation {
    const own = (node: Node) => loop.closed(node);
    return new Equation(this.#attributes, this.#closed.map(own), own(this.end));
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

  start(t: Node, y: Vector): State {
    const f = this.#slope(t, y);
    const h = this.#firstStep(t, y, f);
    const largest = scalar(LARGEST_FACTOR);
    return { t, h, largest, y, f, tBefore: t, yBefore: y, fBefore: f, bend: f };
  }

  /** After one more step where it is wanted and good enough. */
  step(state: State, wanted: Node): State {
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
    const after: State = {
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

  /** After as many steps as it takes to reach a time, or as many as there may be. */
  reach(state: State, time: Node): State {
    const loop = new LoopBuilder();
    const inside = this.inside(loop);
    const to = loop.closed(time);
    const wanted = loop.carry(goesOn(state, time));
    const before = mapped(state, (node) => loop.carry(node));
    const after = inside.step(before, wanted);
    const again = logic("and", wanted, goesOn(after, to));
    const settings = { length: this.#attributes.maxSteps, reverse: false, while: 0 };
    const node = loop.build(settings, [again, ...nodesOf(after)], []);
    return formed(
      state,
      nodesOf(state).map((_, i) => part(node, 1 + i)),
    );
  }
}

/** Whether the time is yet to be reached, by a step that is no too short to move on. */
function goesOn({ t, h }: State, time: Node): Node {
  return logic("and", less(t, time), less(t, add(t, mul(scalar(VANISHING), h))));
}

/** The state at a time: NaN where that is not within the last step, or where some time could not be reached. */
function stateAt({ t, h: next, y, f, tBefore, yBefore, fBefore, bend }: State, time: Node): Vector {
  const h = sub(t, tBefore);
  const within = logic("and", compare("lessEqual", tBefore, time), compare("lessEqual", time, t));
  const known = logic("and", within, compare("equal", next, next));
  const share = select(less(tBefore, t), div(sub(time, tBefore), h), scalar(0));
  const rest = sub(scalar(1), share);
  return y.map((to, k) => {
    const from = yBefore[k] as Node;
    const change = sub(to, from);
    const tilt = sub(mul(h, fBefore[k] as Node), change);
    const turn = sub(sub(change, mul(h, f[k] as Node)), tilt);
    const curved = add(tilt, mul(share, add(turn, mul(rest, bend[k] as Node))));
    return select(known, add(from, mul(share, add(change, mul(rest, curved)))), scalar(Number.NaN));
  });
}

/** A length of the next step, or NaN: then this loop, and all that follow, end at once. */
function unless(failed: Node, h: Node): Node {
  return select(failed, scalar(Number.NaN), h);
}

/** The states at all times but the first. */
function laterStates(equation: Equation, start: State, times: Node): Vector {
  const length = (times.shape[0] as number) - 1;
  const loop = new LoopBuilder();
  const time = loop.slice(slice(times, [1], [length]));
  const inside = equation.inside(loop);
  const before = mapped(start, (node) => loop.carry(node));
  const ended = inside.reach({ ...before, h: unless(less(inside.end, time), before.h) }, time);
  const reached = { ...ended, h: unless(less(ended.t, time), ended.h) };
  const next = nodesOf(reached);
  const node = loop.build({ length, reverse: false }, next, stateAt(reached, time));
  return start.y.map((_, k) => part(node, next.length + k));
}

/** Each component at all times. */
function solution(node: Node<"odeint">): Vector {
  const { attributes } = node;
  const { length, body } = attributes;
  const { times, closed, inits } = byOdeRole<Node>(attributes, node.inputs);
  const first = inits.map((init) => reshape(init, [1, ...init.shape]));
  if (length === 1) return first;
  const at = (n: number) => reshape(slice(times, [n], [1]), []);
  const outputs = [...lowerOdeint(asProgram(body)).outputs.values()];
  const equation = new Equation({ ...attributes, body: { ...body, outputs } }, closed, at(length - 1));
  const later = laterStates(equation, equation.start(at(0), inits), times);
  return first.map((state, k) => concat([state, later[k] as Node], 0));
}

export function lowerOdeint(program: Program): Program {
  const solved = new Map<Node, Vector>();
  const change = (node: Node): Node => {
    if (isOp(node, "part")) return solved.get(node.inputs[0] as Node)?.[node.attributes.index] ?? node;
    if (!isOp(node, "odeint")) return node;
    const parts = solution(node);
    const all = concat(
      parts.map((one) => reshape(one, [sizeOf(one.shape)])),
      0,
    );
    solved.set(all, parts);
    return all;
  };
  return rewrite(program, change, withInputs);
}
