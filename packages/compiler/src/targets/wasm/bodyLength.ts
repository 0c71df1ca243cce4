// Guesses how long the body of a kernel's innermost loop is, to decide how many pairs of elements a round takes.
import { isView } from "../../passes/price.ts";
import { varyingAxes } from "../../passes/variance.ts";
import type { Node } from "../../program/node.ts";
import { ELEMENTWISE, REDUCTIONS } from "../../program/opFamilies.ts";
import { sizeOf } from "../../program/shape.ts";
import { isLeaf } from "../../schedule/classify.ts";
import { INLINE_REDUCTION } from "../../schedule/limits.ts";
import type { Kernel } from "../../schedule/schedule.ts";
import { isMathName } from "./math/table.ts";

/** For a pair of elements of the loops, what leaves the loops not counted. */
export interface BodyLength {
  /** Single instructions. */
  readonly plain: number;
  /** Elementary functions, of 30 to 50 instructions each. */
  readonly functions: number;
}

function plainPerElement(node: Node): number {
  if (ELEMENTWISE.has(node.op)) return 1;
  if (REDUCTIONS.has(node.op)) return 0;
  return isView(node) ? 0 : 4;
}

/** How many distinct elements a node has. */
function distinctElements(node: Node): number {
  const varying = varyingAxes(node);
  return sizeOf(node.shape.filter((_, axis) => varying[axis]));
}

export function bodyLength(kernel: Kernel, isStored: (node: Node) => boolean): BodyLength {
  const rounds = sizeOf(kernel.loops);
  const seen = new Set<Node>();
  let plain = 0;
  let functions = 0;
  const visit = (node: Node): void => {
    const perRound = distinctElements(node) / rounds;
    if (seen.has(node) || perRound < 1) return;
    seen.add(node);
    // What is more is computed by loops of its own.
    const elements = Math.min(perRound, INLINE_REDUCTION);
    if (isLeaf(node) || isStored(node)) {
      plain += elements;
      return;
    }
    if (isMathName(node.op)) functions += elements;
    else plain += elements * plainPerElement(node);
    node.inputs.forEach(visit);
  };
  for (const root of kernel.roots) {
    plain += Math.min(sizeOf(root.space) / rounds, INLINE_REDUCTION);
    if (root.kind === "store") visit(root.node);
    else root.node.inputs.forEach(visit);
  }
  return { plain, functions };
}
