// Differentiation of differential equations: the derivatives of the states by what they depend on are states too, whose
// equation is that of the states, linearized (the variational equation: Hairer, Norsett, Wanner, I.14). They are solved
// with the states, on the steps that these take, so that they are the derivatives of what is computed.
import { batchNodes } from "../batching/batchNodes.ts";
import { add, mul, sub } from "../program/arithmetic.ts";
import { bodyOver } from "../program/bodyOver.ts";
import { constant, fill, pad, reduce, reshape, slice, withInputs } from "../program/build.ts";
import { byOdeRole, odeint } from "../program/buildOdeint.ts";
import { argument, part } from "../program/buildScan.ts";
import { isOp, type Node, type Shape } from "../program/node.ts";
import { makeProgram, rewrite, topologicalOrder } from "../program/program.ts";
import { sizeOf } from "../program/shape.ts";
import { substitute } from "../program/substitute.ts";
import { along } from "./along.ts";
import { dependents } from "./dependents.ts";
import type { SweepFunction } from "./sweepFunction.ts";

/** A row for each of `count` derivatives, of which those from `first` on are by the elements of one value in their order. */
function unitRows(count: number, first: number, shape: Shape): Node {
  const size = sizeOf(shape);
  const values = new Float64Array(count * size);
  for (let i = 0; i < size; i++) values[(first + i) * size + i] = 1;
  return constant(values, [count, ...shape]);
}

/** Where the derivatives by each of the inputs begin among all, and how many there are. */
function layOut(
  { inputs }: Node<"odeint">,
  by: readonly number[],
): { first: Map<number, number>; count: number } {
  const first = new Map<number, number>();
  let count = 0;
  for (const i of by) {
    first.set(i, count);
    count += sizeOf((inputs[i] as Node).shape);
  }
  return { first, count };
}

/** The same problem, whose states are followed by their derivatives by the inputs at some positions. */
function augmented(node: Node<"odeint">, by: readonly number[], sweep: SweepFunction): Node<"odeint"> {
  const { attributes, inputs } = node;
  const { first, count } = layOut(node, by);
  const own = attributes.body.arguments;
  const states = own.length - attributes.states;
  const rows = (i: number): Node => {
    const { shape } = inputs[i] as Node;
    const start = first.get(i);
    return start === undefined ? fill(0, [count, ...shape]) : unitRows(count, start, shape);
  };
  const derivatives = own.slice(states).map(({ shape, dtype }) => argument(-1, [count, ...shape], dtype));
  const directions = new Map<Node, Node>();
  own.forEach((one, i) => {
    if (i >= states) directions.set(one, derivatives[i - states] as Node);
    else if (first.has(i)) directions.set(one, rows(i));
  });
  const one = new Map([...directions.keys()].map((x) => [x, argument(-1, x.shape, x.dtype)] as const));
  const { outputs } = attributes.body;
  const changes = batchNodes(
    along(outputs, one, sweep),
    new Map([...one].map(([x, direction]) => [direction, directions.get(x) as Node])),
    count,
  );
  const roles = byOdeRole<Node>(attributes, inputs);
  return odeint({
    ...attributes,
    ...roles,
    inits: [...roles.inits, ...roles.inits.map((_, k) => rows(states + k))],
    by,
    body: bodyOver([...outputs, ...changes], [...own, ...derivatives]),
  });
}

/**
 * The inputs that derivatives are solved for: all that are active but the times, by which derivatives are slopes. When the
 * first time moves, all states at it do, as it were.
 */
function solvedFor(node: Node<"odeint">, active: ReadonlySet<Node>): number[] {
  const { inputs, attributes } = node;
  const [times] = inputs as readonly [Node];
  const first = inputs.length - attributes.states;
  const isWanted = (input: Node, i: number) => active.has(input) || (i >= first && active.has(times));
  return [...inputs.keys()].filter((i) => {
    const input = inputs[i] as Node;
    return i > 0 && input.dtype === "float64" && isWanted(input, i);
  });
}

/** The outputs, with every differential equation between them and the sources solved together with its derivatives. */
export function withSensitivities(
  outputs: readonly Node[],
  isSource: (node: Node) => boolean,
  sweep: SweepFunction,
): readonly Node[] {
  const order = topologicalOrder(outputs);
  const active = dependents(order, isSource);
  if (!order.some((node) => isOp(node, "odeint") && active.has(node))) return outputs;
  const change = (node: Node, original: Node): Node => {
    if (!isOp(node, "odeint") || !isOp(original, "odeint") || !active.has(original)) return node;
    const by = solvedFor(original, active);
    return by.length === 0 ? node : augmented(node, by, sweep);
  };
  const program = makeProgram(outputs.map((node, i) => [`${i}`, node] as const));
  return [...rewrite(program, change, withInputs).outputs.values()];
}

/** The slopes of the states at all times. */
function slopesAt(node: Node<"odeint">): Node[] {
  const { body, states, length } = node.attributes;
  const own = byOdeRole<Node>(node.attributes, body.arguments);
  const { times, closed } = byOdeRole<Node>(node.attributes, node.inputs);
  const solved = own.inits.slice(0, states / 2).map((one, k) => [one, part(node, k)] as const);
  const slopes = batchNodes(
    body.outputs.slice(0, states / 2),
    new Map([[own.times, times], ...solved]),
    length,
  );
  return substitute(slopes, new Map(own.closed.map((one, i) => [one, closed[i] as Node])));
}

const total = (x: Node, from: number): Node => reduce("sum", x, [...x.shape.keys()].slice(from));

/**
 * The cotangent of the times: each moves the states at it by their slopes; and when the first moves on, it is as if all
 * that follows began from states that lie back by their slopes.
 * @param inits the cotangents of the states at the first time
 */
function timesCotangent(
  node: Node<"odeint">,
  parts: readonly (Node | undefined)[],
  inits: readonly Node[],
): Node {
  const slopes = slopesAt(node);
  const zero = fill(0, [node.attributes.length]);
  const moved = slopes.map((slope, k) => (parts[k] ? total(mul(parts[k] as Node, slope), 1) : zero));
  const back = slopes.map((slope, k) => {
    const { shape } = inits[k] as Node;
    const atFirst = slice(
      slope,
      slope.shape.map(() => 0),
      [1, ...shape],
    );
    return total(mul(inits[k] as Node, reshape(atFirst, shape)), 0);
  });
  const sum = (terms: readonly Node[]) => terms.reduce((all, term) => add(all, term));
  return sub(sum(moved), pad(reshape(sum(back), [1]), [0], zero.shape));
}

/**
 * The cotangents of the inputs of an equation that is solved together with its derivatives.
 * @param parts the cotangents of its parts, as far as there are any: of states only
 */
export function differentiateOdeint(
  node: Node<"odeint">,
  parts: readonly (Node | undefined)[],
  isActive: (input: Node) => boolean,
): (Node | null)[] {
  // Whole numbers alone give no cotangent, and such an equation is not solved with derivatives.
  if (!node.inputs.some((input) => isActive(input) && input.dtype === "float64"))
    return node.inputs.map(() => null);
  const { by, states } = node.attributes;
  const { first, count } = layOut(node, by);
  const terms = parts.flatMap((cotangent, k) => {
    if (!cotangent) return [];
    const [length, ...shape] = cotangent.shape as [number, ...number[]];
    const weighted = mul(reshape(cotangent, [length, 1, ...shape]), part(node, states / 2 + k));
    return [reduce("sum", weighted, [...weighted.shape.keys()].toSpliced(1, 1))];
  });
  const all = terms.reduce((sum, term) => add(sum, term), fill(0, [count]));
  const results = node.inputs.map(({ shape }, i) => {
    const start = first.get(i);
    return start === undefined ? null : reshape(slice(all, [start], [sizeOf(shape)]), shape);
  });
  if (!isActive(node.inputs[0] as Node)) return results;
  const { inits } = byOdeRole(node.attributes, results);
  return results.with(0, timesCotangent(node, parts, inits.slice(0, states / 2) as readonly Node[]));
}
