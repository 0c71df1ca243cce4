// Guesses how many instructions one round of a kernel's innermost loop takes, to decide how many rounds to put in one.
import { varyingAxes } from "../../passes/variance.ts";
import type { Node } from "../../program/node.ts";
import { ELEMENTWISE, REDUCTIONS } from "../../program/opFamilies.ts";
import { sizeOf } from "../../program/shape.ts";
import { isLeaf, isView } from "../../schedule/classify.ts";
import type { Kernel } from "../../schedule/schedule.ts";
import { isMathOp } from "./mathCode.ts";

/** A typical elementary function. */
const MATH_LENGTH = 35;

function lengthPerElement(node: Node): number {
  if (isMathOp(node.op))
    return ["neg", "abs", "sqrt", "floor", "ceil", "round"].includes(node.op) ? 1 : MATH_LENGTH;
  if (ELEMENTWISE.has(node.op)) return 1;
  if (REDUCTIONS.has(node.op)) return 0;
  return isView(node) ? 0 : 4;
}

/** How many distinct elements a node has. */
function distinctElements(node: Node): number {
  const varying = varyingAxes(node);
  return sizeOf(node.shape.filter((_, axis) => varying[axis]));
}

/** Instructions per pair of elements of the loops, what leaves the loops not counted. */
export function bodyLength(kernel: Kernel, isStored: (node: Node) => boolean): number {
  const rounds = sizeOf(kernel.loops);
  const seen = new Set<Node>();
  let length = 0;
  const visit = (node: Node): void => {
    const elements = distinctElements(node);
    if (seen.has(node) || elements < rounds) return;
    seen.add(node);
    if (isLeaf(node) || isStored(node)) {
      length += elements / rounds;
      return;
    }
    length += (elements / rounds) * lengthPerElement(node);
    node.inputs.forEach(visit);
  };
  for (const root of kernel.roots) {
    length += sizeOf(root.space) / rounds;
    if (root.kind === "store") visit(root.node);
    else root.node.inputs.forEach(visit);
  }
  return length;
}
