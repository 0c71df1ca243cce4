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

/** Price of one element of a node that is no reduction, given those of its inputs. */
export function costOfElement(node: Node): number {
  if (ELEMENTWISE.has(node.op)) return CHEAP.has(node.op) ? 1 : 15;
  return isView(node) ? 0 : 4;
}

/** Price per element of everything between `node` and the leaves or values for which `stop` holds. */
export function costPerElement(node: Node, stop: (node: Node) => boolean, seen = new Set<Node>()): number {
  if (seen.has(node) || isLeaf(node) || stop(node)) return 0;
  seen.add(node);
  const own = REDUCTIONS.has(node.op)
    ? sizeOf((node.inputs[0] as Node).shape) / Math.max(1, sizeOf(node.shape))
    : costOfElement(node);
  return node.inputs.reduce((total, input) => total + costPerElement(input, stop, seen), own);
}
