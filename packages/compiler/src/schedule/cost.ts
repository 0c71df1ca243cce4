// A rough price of recomputing a node where it is used, in multiplications per element.
import { priceOf } from "../passes/price.ts";
import type { Node } from "../program/node.ts";
import { isLeaf } from "./classify.ts";

/** Above this, a stored value is cheaper than a second computation. */
export const WORTH_STORING = 8;

/** Price per element of everything between `node` and the leaves or values for which `stop` holds. */
export function costPerElement(node: Node, stop: (node: Node) => boolean, seen = new Set<Node>()): number {
  if (seen.has(node) || isLeaf(node) || stop(node)) return 0;
  seen.add(node);
  return node.inputs.reduce((total, input) => total + costPerElement(input, stop, seen), priceOf(node));
}
