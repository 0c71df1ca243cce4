// Takes what does not vary along some axes out of a product: c in sum((c r) x) = c sum(r x), also where c r has other uses,
// which lose the factor in their turn. An analysis, not a pass.
import { binary, broadcast, fill, gather, reshape, scalar } from "../program/build.ts";
import { isOp, type Node } from "../program/node.ts";
import { VIEWS } from "../program/opFamilies.ts";
import { dropAxes } from "../program/shape.ts";
import { constantValue } from "./constants.ts";
import { rebuild } from "./rebuild.ts";
import { invariant, without } from "./variance.ts";

/** node = outer * rest, where outer lacks the axes; an absent part is 1. */
export interface Factored {
  readonly outer?: Node;
  readonly rest?: Node;
}

type Combine = (a: Node, b: Node) => Node;
const times: Combine = (a, b) => binary("mul", a, b);
const over: Combine = (a, b) => binary("div", a, b);

/** The parts, of which either may be 1, combined. */
function both(combine: Combine, a: Node | undefined, b: Node | undefined): Pick<Factored, "rest"> {
  if (!b) return a ? { rest: a } : {};
  if (a) return { rest: combine(a, b) };
  return { rest: combine === times ? b : over(fill(1, b.shape), b) };
}

function combined(combine: Combine, a: Factored, b: Factored): Factored {
  const outer = both(combine, a.outer, b.outer).rest;
  return { ...(outer && { outer }), ...both(combine, a.rest, b.rest) };
}

/** A number that multiplies every element of what a view shows multiplies every element of the view. */
function throughView(node: Node, axes: readonly number[]): Factored {
  const [shown, ...others] = node.inputs as [Node, ...Node[]];
  const all = shown.shape.map((_, axis) => axis);
  const { outer, rest } = factored(shown, all);
  if (!outer || !rest) return { rest: node };
  const view = isOp(node, "gather")
    ? gather(rest, others[0] as Node, node.attributes.axis)
    : rebuild(node, [rest]);
  return { outer: broadcast(outer, dropAxes(node.shape, axes)), rest: view };
}

function compute(node: Node, axes: readonly number[]): Factored {
  if (invariant(node, axes)) return { outer: without(node, axes) };
  const [a, b] = node.inputs as readonly [Node, Node];
  if (isOp(node, "neg")) {
    const minus = { outer: broadcast(scalar(-1), dropAxes(node.shape, axes)) };
    return combined(times, minus, factored(a, axes));
  }
  if (isOp(node, "mul") || isOp(node, "div")) {
    const parts = [factored(a, axes), factored(b, axes)] as const;
    // A reciprocal has nothing more to give.
    if ((!parts[0].outer || constantValue(a) === 1) && !parts[1].outer) return { rest: node };
    return combined(isOp(node, "mul") ? times : over, ...parts);
  }
  if (isOp(node, "add") || isOp(node, "sub")) {
    const [left, right] = [factored(a, axes), factored(b, axes)];
    if (!left.outer || left.outer !== right.outer || !left.rest || !right.rest) return { rest: node };
    return { outer: left.outer, rest: binary(node.op, left.rest, right.rest) };
  }
  return VIEWS.has(node.op) || isOp(node, "gather") ? throughView(node, axes) : { rest: node };
}

const known = new WeakMap<Node, Map<string, Factored>>();

/** The factor of a node that does not vary along the axes, without them, and what remains. */
export function factored(node: Node, axes: readonly number[]): Factored {
  // Remembered, so that what is shared stays shared.
  const results = known.get(node) ?? new Map<string, Factored>();
  known.set(node, results);
  const key = axes.join();
  const result = results.get(key) ?? (node.dtype === "float64" ? compute(node, axes) : { rest: node });
  results.set(key, result);
  return result;
}

/** Puts the axis of a gather back into a factor that lacks the axes of its indices. */
export function alongTable(outer: Node, shape: readonly number[], axis: number): Node {
  return broadcast(reshape(outer, shape.with(axis, 1)), shape);
}
