// Differentiation of differential equations: the derivatives of the states by what they depend on are states too, whose
// equation is that of the states, linearized (the variational equation: Hairer, Norsett, Wanner, I.14). They are solved
// with the states, on the steps that these take, so that they are the derivatives of what is computed.
import { batchNodes } from "../batching/batchNodes.ts";
import { UnsupportedError } from "../errors.ts";
import { add, mul } from "../program/arithmetic.ts";
import { bodyOver } from "../program/bodyOver.ts";
import { constant, fill, reduce, reshape, slice, withInputs } from "../program/build.ts";
import { byOdeRole, odeint } from "../program/buildOdeint.ts";
import { argument, part } from "../program/buildScan.ts";
import { isOp, type Node, type Shape } from "../program/node.ts";
import { makeProgram, rewrite, topologicalOrder } from "../program/program.ts";
import { sizeOf } from "../program/shape.ts";
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

/** Which inputs are differentiated by. @throws UnsupportedError when the times are among them. */
function activeInputs(node: Node<"odeint">, active: ReadonlySet<Node>): number[] {
  const found = [...node.inputs.keys()].filter((i) => {
    const input = node.inputs[i] as Node;
    return active.has(input) && input.dtype === "float64";
  });
  if (found[0] !== 0) return found;
  throw new UnsupportedError(
    "odeint: a solution cannot be differentiated by its times, ts. Let the parameter scale the right-hand side instead: " +
      "at the time c s, y is what dy/ds = c f(y, c s) gives at s.",
  );
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
    const by = activeInputs(original, active);
    return by.length === 0 ? node : augmented(node, by, sweep);
  };
  const program = makeProgram(outputs.map((node, i) => [`${i}`, node] as const));
  return [...rewrite(program, change, withInputs).outputs.values()];
}

/**
 * The cotangents of the inputs of an equation that is solved together with its derivatives.
 * @param parts the cotangents of its parts, as far as there are any: of states only
 */
export function differentiateOdeint(
  node: Node<"odeint">,
  parts: readonly (Node | undefined)[],
): (Node | null)[] {
  const { by, states } = node.attributes;
  const { first, count } = layOut(node, by);
  const terms = parts.flatMap((cotangent, k) => {
    if (!cotangent) return [];
    const [length, ...shape] = cotangent.shape as [number, ...number[]];
    const weighted = mul(reshape(cotangent, [length, 1, ...shape]), part(node, states / 2 + k));
    return [reduce("sum", weighted, [...weighted.shape.keys()].toSpliced(1, 1))];
  });
  const all = terms.reduce((sum, term) => add(sum, term), fill(0, [count]));
  return node.inputs.map(({ shape }, i) => {
    const start = first.get(i);
    return start === undefined ? null : reshape(slice(all, [start], [sizeOf(shape)]), shape);
  });
}
