// Elements of index arrays that need no check, as indices of another array.
import type { Node } from "../../program/node.ts";
import { indexSource } from "../../schedule/indexSource.ts";
import type { Elements } from "./elements.ts";
import { type Index, indexKey } from "./indexExpression.ts";
import { keyedIndex, lanesOf } from "./lanes.ts";

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
  const key = `index:${positions.id}@${at.map(indexKey).join(",")}`;
  const same = nest.isSame(indexSource(positions), at);
  return keyedIndex(nest, depth, key, () => lanesOf(nest, values.element(positions, at), depth, same));
}
