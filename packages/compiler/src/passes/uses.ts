// How often each node of a program is used, by other nodes or as an output. An analysis, not a pass.
import type { Node } from "../program/node.ts";
import { type Program, topologicalOrder } from "../program/program.ts";

export type UseCount = ReadonlyMap<Node, number>;

export function countUses(program: Program): UseCount {
  const uses = new Map<Node, number>();
  for (const node of topologicalOrder(program.outputs.values())) {
    for (const input of node.inputs) uses.set(input, (uses.get(input) ?? 0) + 1);
  }
  for (const node of program.outputs.values()) uses.set(node, (uses.get(node) ?? 0) + 1);
  return uses;
}
