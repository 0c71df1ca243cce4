// Elements of index arrays that need no check, as indices of another array.
import type { Node } from "../../program/node.ts";
import type { Elements } from "./elements.ts";
import { dynamicIndex, type Index, indexKey } from "./indexExpression.ts";
import { lanesOf } from "./lanes.ts";

/** An element of an index array as an index into an axis of `extent` elements, where it need not be checked. */
export function trustedIndex(
  values: Elements,
  positions: Node,
  at: readonly Index[],
  extent: number,
): Index | undefined {
  if (!values.claims.claim(positions, extent)) return undefined;
  const { nest } = values;
  const depth = values.depthOf(positions, at);
  const scope = nest.at(depth);
  const key = `index:${positions.id}@${at.map(indexKey).join(",")}`;
  let lanes = scope.lanes.get(key);
  if (!lanes) {
    lanes = lanesOf(nest, values.element(positions, at), depth);
    scope.lanes.set(key, lanes);
  }
  return dynamicIndex({ lanes, key, depth });
}
