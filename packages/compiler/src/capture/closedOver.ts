// What a captured body finds around it: closures, made explicit.
import { BINDING, isOp, type Node } from "../program/node.ts";

/** What a body may hold of its own: tables and numbers. Everything else that it found is handed in. */
function isOutside(node: Node, first: number): boolean {
  if (isOp(node, "parameter") || isOp(node, "data")) return true;
  return node.id < first && !(node.inputs.length === 0 && node.binding === BINDING.constant);
}

/**
 * Outer values that the outputs read.
 * @param first the number of the first node that was made for the body
 */
export function closedOver(outputs: readonly Node[], first: number): Node[] {
  const found = new Set<Node>();
  const seen = new Set<Node>();
  const waiting = [...outputs];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (isOutside(node, first)) found.add(node);
    else waiting.push(...node.inputs);
  }
  return [...found];
}
