// Whether a node must be a root of its own, and of which kind. A property of the node alone.
import { isOp, type Node } from "../program/node.ts";
import { REDUCTIONS } from "../program/opFamilies.ts";
import { sizeOf } from "../program/shape.ts";
import { ROUTINES, reductionLength } from "./classify.ts";
import { ACCUMULATORS, CHEAP_TERMS, INLINE_REDUCTION } from "./limits.ts";
import { hasCheapTerms, hasManyTotals } from "./rolled.ts";
import type { RootKind } from "./schedule.ts";

/** The kind of root that a node must be, or null when it is computed in place. */
export function mandatoryRoot(node: Node): RootKind | null {
  if (isOp(node, "scatterAdd")) return "scatter";
  if (ROUTINES.has(node.op)) return "routine";
  if (isOp(node, "scan") || isOp(node, "part")) return node.op;
  return REDUCTIONS.has(node.op) ? reductionKind(node) : null;
}

function reductionKind(node: Node): RootKind | null {
  const length = reductionLength(node);
  const size = sizeOf(node.shape);
  const few = size <= ACCUMULATORS;
  if (isOp(node, "logProd")) {
    if (length > 1) return few ? "accumulate" : "inLoop";
    return null;
  }
  // A matrix times a vector is written out too: its terms are cheap, and so many totals would not stay in registers.
  const manyCheap = size > CHEAP_TERMS && hasCheapTerms(node);
  if (length <= INLINE_REDUCTION && (!few || manyCheap || length * size <= INLINE_REDUCTION)) return null;
  if (hasManyTotals(node)) return "accumulateMany";
  if (few) return "accumulate";
  return hasCheapTerms(node) ? null : "inLoop";
}
