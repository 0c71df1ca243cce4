// Which nodes depend on which.
import type { Node } from "../program/node.ts";

/** The nodes that depend on some nodes, these included. @param order every node after its inputs */
export function dependents(order: readonly Node[], isSource: (node: Node) => boolean): Set<Node> {
  const found = new Set<Node>();
  for (const node of order)
    if (isSource(node) || node.inputs.some((input) => found.has(input))) found.add(node);
  return found;
}
