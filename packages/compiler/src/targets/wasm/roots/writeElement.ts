// Writes elements of a node to its place in memory.
import type { Node } from "../../../program/node.ts";
import { addressesOf, storePair } from "../addressing.ts";
import { type Bundle, ofCopy } from "../bundle.ts";
import type { Index } from "../indexExpression.ts";
import { toNumber } from "../masks.ts";
import type { Place } from "../memoryPlan.ts";
import type { Values } from "../values.ts";

/** The place of a root, allotted at the first call. */
export function placeOfRoot(values: Values, node: Node): Place {
  return values.memory.allocateForLoops(node);
}

export function writeElement(
  values: Values,
  node: Node,
  indices: readonly Index[],
  value: Bundle,
  single: boolean,
): void {
  const { emitter: e } = values.nest.innermost;
  addressesOf(values.nest, placeOfRoot(values, node), indices).forEach((address, copy) => {
    storePair(e, address, toNumber(e, node.dtype, ofCopy(value, copy)), single);
  });
}
