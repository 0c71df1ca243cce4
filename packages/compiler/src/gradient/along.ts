// Forward mode from reverse mode: the cotangents that outputs send back are linear in those of the outputs, and what that
// linear map sends back in turn is the derivative along a direction (as in JAX's linear transposition; the trick is
// Townsend's "A new trick for calculating Jacobian vector products", 2017).
import { fill } from "../program/build.ts";
import { argument } from "../program/buildScan.ts";
import type { Node } from "../program/node.ts";
import { makeProgram } from "../program/program.ts";
import { substitute } from "../program/substitute.ts";
import { tapeLoops } from "./scan.ts";
import type { SweepFunction } from "./sweepFunction.ts";

function taped(nodes: readonly Node[]): Node[] {
  const program = makeProgram(nodes.map((node, i) => [`${i}`, node] as const));
  return [...tapeLoops(program).outputs.values()];
}

/** The derivatives of outputs along a direction: that of each node that moves, of its shape. */
export function along(
  outputs: readonly Node[],
  directions: ReadonlyMap<Node, Node>,
  sweep: SweepFunction,
): Node[] {
  const weights = outputs.map(({ shape }) => argument(-1, shape, "float64"));
  const seeds = taped(outputs).map((output, i) => [output, weights[i] as Node] as const);
  const back = sweep(seeds, (node) => directions.has(node)).cotangents;
  const moving = [...directions.keys()].filter((node) => back.has(node));
  const sent = taped(moving.map((node) => back.get(node) as Node));
  const isWeight = new Set<Node>(weights);
  const forth = sweep(
    sent.map((cotangent, i) => [cotangent, directions.get(moving[i] as Node) as Node] as const),
    (node) => isWeight.has(node),
  ).cotangents;
  const zeros = new Map<Node, Node>(weights.map((weight) => [weight, fill(0, weight.shape)]));
  const changes = weights.map((weight) => forth.get(weight) ?? (zeros.get(weight) as Node));
  // A linear map has the same derivative everywhere; loops keep what they were given, although nothing reads it.
  return substitute(changes, zeros);
}
