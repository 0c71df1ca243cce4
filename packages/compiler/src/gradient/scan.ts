// Reverse mode through a loop: a second loop in the other direction, whose carry is the cotangent of the carry. Each step
// computes the body again from the carry that it started with, which the first loop yields as its tape.
import { byRole } from "../program/body.ts";
import { fill, reduce, withInputs } from "../program/build.ts";
import { part } from "../program/buildScan.ts";
import { inBodies, withBody } from "../program/inBodies.ts";
import { LoopBuilder } from "../program/loopBuilder.ts";
import { isOp, type Node } from "../program/node.ts";
import { rewrite, topologicalOrder } from "../program/program.ts";
import { substitute } from "../program/substitute.ts";
import type { SweepFunction } from "./sweepFunction.ts";

function taped(node: Node<"scan">): Node {
  const { body, carries } = node.attributes;
  return withBody(node, { ...body, outputs: [...body.outputs, ...body.arguments.slice(0, carries)] });
}

/** Lets every step of every loop yield the carries that it starts with, after what it yields already. */
export const tapeLoops = inBodies((program) =>
  rewrite(program, (node) => (isOp(node, "scan") ? taped(node) : node), withInputs),
);

/** The arguments of the body that an active input reaches, in some step. */
function activeArguments(node: Node<"scan">, isActive: (input: Node) => boolean): ReadonlySet<Node> {
  const { body, carries } = node.attributes;
  const order = topologicalOrder(body.outputs);
  const isReal = (one: Node) => one.dtype === "float64";
  const active = new Set<Node>(
    body.arguments.filter((one, i) => isReal(one) && isActive(node.inputs[i] as Node)),
  );
  for (let before = -1; before < active.size; ) {
    before = active.size;
    const reached = new Set<Node>(active);
    for (const one of order) if (one.inputs.some((input) => reached.has(input))) reached.add(one);
    body.arguments.slice(0, carries).forEach((carry, k) => {
      if (isReal(carry) && reached.has(body.outputs[k] as Node)) active.add(carry);
    });
  }
  return active;
}

/**
 * The cotangents of a loop's inputs.
 * @param node a loop whose last parts are its tape
 * @param parts the cotangents of its parts, as far as there are any
 * @returns for each input its cotangent, or null where none flows back
 */
export function differentiateScan(
  node: Node<"scan">,
  parts: readonly (Node | undefined)[],
  isActive: (input: Node) => boolean,
  sweep: SweepFunction,
): (Node | null)[] {
  const { length, reverse, carries, body } = node.attributes;
  const { xs, closed } = byRole<Node>(node.attributes, node.inputs);
  const active = activeArguments(node, isActive);
  const all = body.outputs.map((_, k) => k);
  const carried = all.slice(0, carries).filter((k) => active.has(body.arguments[k] as Node));
  const yielded = all.slice(carries).filter((j) => parts[j]);
  const tape = all.slice(all.length - carries);
  const loop = new LoopBuilder();
  const cotangents = [
    ...carried.map((k) => loop.carry(parts[k] ?? fill(0, (body.outputs[k] as Node).shape))),
    ...yielded.map((j) => loop.slice(parts[j] as Node)),
  ];
  const primal = [
    ...tape.map((k) => loop.slice(part(node, k))),
    ...xs.map((x) => loop.slice(x)),
    ...closed.map((value) => loop.closed(value)),
  ];
  const again = substitute(body.outputs, new Map(body.arguments.map((one, i) => [one, primal[i] as Node])));
  const seeds = [...carried, ...yielded].map((k, i) => [again[k] as Node, cotangents[i] as Node] as const);
  const sources = new Set(primal.filter((_, i) => active.has(body.arguments[i] as Node)));
  const { cotangents: found } = sweep(seeds, (one) => sources.has(one));
  const cotangentOf = (one: Node) => found.get(one) ?? fill(0, one.shape);
  const before = carried.map((k) => primal[k] as Node);
  const others = primal.slice(carries).filter((one) => sources.has(one));
  const back = loop.build({ length, reverse: !reverse }, before.map(cotangentOf), others.map(cotangentOf));
  const positions = new Map([...before, ...others].map((one, i) => [one, i]));
  return primal.map((one, i) => {
    const position = positions.get(one);
    // Of xs that were given twice, the first gets the cotangent of both.
    if (position === undefined || primal.indexOf(one) < i) return null;
    const result = part(back, position);
    // What every step reads gets the sum of what every step sends back.
    return i < carries + xs.length ? result : reduce("sum", result, [0]);
  });
}
