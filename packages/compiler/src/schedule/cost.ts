// A rough price of recomputing a node where it is used, in multiplications per element.
import type { Node } from "../program/node.ts";
import { ELEMENTWISE, REDUCTIONS } from "../program/opFamilies.ts";
import type { OpName } from "../program/ops.ts";
import { sizeOf } from "../program/shape.ts";
import { isLeaf, isView } from "./classify.ts";

const CHEAP: ReadonlySet<OpName> = new Set<OpName>([
  "neg", "abs", "sign", "floor", "ceil", "round", "add", "sub", "mul", "maximum", "minimum", "select", "cast",
  "equal", "notEqual", "less", "lessEqual", "greater", "greaterEqual", "and", "or", "not", "isNaN", "isFinite",
]); // biome-ignore format: a list

/** Above this, a stored value is cheaper than a second computation. */
export const WORTH_STORING = 8;

/** Price per element of everything between `node` and the leaves or values for which `stop` holds. */
export function costPerElement(node: Node, stop: (node: Node) => boolean, seen = new Set<Node>()): number {
  if (seen.has(node) || isLeaf(node) || stop(node)) return 0;
  seen.add(node);
  let own = 0;
  if (REDUCTIONS.has(node.op)) own = sizeOf((node.inputs[0] as Node).shape) / Math.max(1, sizeOf(node.shape));
  else if (ELEMENTWISE.has(node.op)) own = CHEAP.has(node.op) ? 1 : 15;
  else if (!isView(node)) own = 4;
  return node.inputs.reduce((total, input) => total + costPerElement(input, stop, seen), own);
}
