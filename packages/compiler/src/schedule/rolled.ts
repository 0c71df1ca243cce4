// Which reductions loop over their terms, or over their elements, where others are written out. A property of the node alone.
import { varyingAxes } from "../passes/variance.ts";
import type { Node } from "../program/node.ts";
import { longestAxis, sizeOf } from "../program/shape.ts";
import { reducedAxes, reductionLength } from "./classify.ts";
import { costPerElement, WORTH_STORING } from "./cost.ts";
import { ACCUMULATORS, CHEAP_TERMS, INLINE_REDUCTION } from "./limits.ts";

const cheap = new WeakMap<Node, boolean>();

/** Whether the terms of a reduction may be computed again in each loop that wants them. */
export function hasCheapTerms(node: Node): boolean {
  let known = cheap.get(node);
  if (known === undefined) {
    const hoisted = (inner: Node) => !varyingAxes(inner).every((varies) => varies);
    known = costPerElement(node.inputs[0] as Node, hoisted) < WORTH_STORING;
    cheap.set(node, known);
  }
  return known;
}

/** Whether a reduction that is computed in place loops over its terms. */
export function isRolled(node: Node): boolean {
  if (sizeOf(node.shape) <= ACCUMULATORS) return false;
  const length = reductionLength(node);
  return length > INLINE_REDUCTION || (length > CHEAP_TERMS && hasCheapTerms(node));
}

/** Whether a reduction loops over its elements, for each position along what it reduces. */
export function hasManyTotals(node: Node): boolean {
  const { shape } = node.inputs[0] as Node;
  if (!reducedAxes(node).includes(longestAxis(shape)) || reductionLength(node) <= INLINE_REDUCTION)
    return false;
  const size = sizeOf(node.shape);
  return size > ACCUMULATORS || (size > CHEAP_TERMS && hasCheapTerms(node));
}
