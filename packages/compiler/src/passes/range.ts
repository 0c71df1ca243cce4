// Intervals that hold every element of a node, NaN apart. An analysis, not a pass: what is not recognized is unbounded.
import { bottomUp } from "../program/bottomUp.ts";
import { isOp, type Node } from "../program/node.ts";
import { VIEWS } from "../program/opFamilies.ts";
import type { HeldNumbers, OpName } from "../program/ops.ts";
import { sizeOf } from "../program/shape.ts";
import { repeats, throughViews } from "./repeats.ts";

export type Range = readonly [low: number, high: number];

const EVERYTHING: Range = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
const NON_NEGATIVE: Range = [0, Number.POSITIVE_INFINITY];

/** Constants longer than this are not searched. */
const SEARCHED = 64;
type Rule = (inputs: readonly Range[], node: Node) => Range;

/** 0 times infinity counts as 0: an infinite bound is never attained. */
function product(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}

function multiply([a, b]: Range, [c, d]: Range): Range {
  const corners = [product(a, c), product(a, d), product(b, c), product(b, d)];
  return [Math.min(...corners), Math.max(...corners)];
}

/** The reciprocal of an interval that does not hold 0. */
function reciprocal([low, high]: Range): Range {
  return low > 0 || high < 0 ? [1 / high, 1 / low] : EVERYTHING;
}

const first: Rule = ([x]) => x as Range;
const between: (low: number, high: number) => Rule = (low, high) => () => [low, high];

const rules: Partial<Record<OpName, Rule>> = {
  neg: ([x]) => [-(x as Range)[1], -(x as Range)[0]],
  abs: ([x]) => {
    const [low, high] = x as Range;
    return low >= 0 ? [low, high] : [0, Math.max(-low, high)];
  },
  // Only the side of 1 is kept: an exact bound would need the engine's own exponential.
  exp: ([x]) => [(x as Range)[0] >= 0 ? 1 : 0, (x as Range)[1] <= 0 ? 1 : Number.POSITIVE_INFINITY],
  sqrt: () => NON_NEGATIVE,
  cosh: between(1, Number.POSITIVE_INFINITY),
  sigmoid: between(0, 1),
  softplus: () => NON_NEGATIVE,
  tanh: between(-1, 1),
  sin: between(-1, 1),
  cos: between(-1, 1),
  erf: between(-1, 1),
  erfc: between(0, 2),
  softmax: between(0, 1),
  add: ([a, b]) => [(a as Range)[0] + (b as Range)[0], (a as Range)[1] + (b as Range)[1]],
  sub: ([a, b], node) => {
    const high = (a as Range)[1] - (b as Range)[0];
    return [(a as Range)[0] - (b as Range)[1], isBelowShift(node) ? Math.min(0, high) : high];
  },
  mul: ([a, b], node) =>
    node.inputs[0] === node.inputs[1] ? square(a as Range) : multiply(a as Range, b as Range),
  div: ([a, b]) => multiply(a as Range, reciprocal(b as Range)),
  maximum: ([a, b]) => [
    Math.max((a as Range)[0], (b as Range)[0]),
    Math.max((a as Range)[1], (b as Range)[1]),
  ],
  minimum: ([a, b]) => [
    Math.min((a as Range)[0], (b as Range)[0]),
    Math.min((a as Range)[1], (b as Range)[1]),
  ],
  select: ([, a, b]) => [
    Math.min((a as Range)[0], (b as Range)[0]),
    Math.max((a as Range)[1], (b as Range)[1]),
  ],
  max: first,
  min: first,
  sum: ([x], node) => {
    const terms = sizeOf((node.inputs[0] as Node).shape) / Math.max(1, sizeOf(node.shape));
    return [product(terms, (x as Range)[0]), product(terms, (x as Range)[1])];
  },
  cast: ([x], node) => {
    if (node.dtype === "bool" || (node.inputs[0] as Node).dtype === "bool") return [0, 1];
    const [low, high] = x as Range;
    return node.dtype === "int32" ? [Math.trunc(low), Math.trunc(high)] : [low, high];
  },
};

function square(x: Range): Range {
  const [low, high] = multiply(x, x);
  return [Math.max(0, low), high];
}

function constantRange(values: HeldNumbers): Range {
  if (values.length === 0 || values.length > SEARCHED) return EVERYTHING;
  let [low, high] = [values[0]!, values[0]!];
  for (const x of values) {
    low = Math.min(low, x);
    high = Math.max(high, x);
  }
  return [low, high];
}

/** Whether the node is x less the shift of x: not above 0 while x is finite. */
function isBelowShift(node: Node): boolean {
  const [x, b] = node.inputs as readonly [Node, Node];
  const shift = throughViews(b);
  return isOp(shift, "shiftMax") && shift.inputs[0] === x && repeats(b, shift);
}

function compute(node: Node, of: (input: Node) => Range): Range {
  if (isOp(node, "constant")) return constantRange(node.attributes.values);
  if (isOp(node, "sum") && node.attributes.bounds) return node.attributes.bounds;
  if (isOp(node, "iota")) return [0, Math.max(0, sizeOf(node.shape) - 1)];
  const rule = VIEWS.has(node.op) ? first : rules[node.op];
  const [low, high] = rule ? rule(node.inputs.map(of), node) : EVERYTHING;
  return Number.isNaN(low) || Number.isNaN(high) ? EVERYTHING : [low, high];
}

/** An interval that holds every element that is not NaN. */
export const rangeOf = bottomUp<Range>(compute);
