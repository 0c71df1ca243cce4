// A constant node over numbers that tfjs stored in its own precision, widened only when something reads them.
import { type DType, makeNode, type Node, type Shape } from "../program/node.ts";
import type { HeldNumbers } from "../program/ops.ts";
import { widenFloat32 } from "./shortestDecimal.ts";

export type StoredNumbers = Float32Array | Int32Array | Uint8Array | Float64Array;

function widen(values: StoredNumbers): HeldNumbers {
  return values instanceof Float32Array ? widenFloat32(values) : new Float64Array(values);
}

/** Keeps a copy of `values` (the caller may reuse its array) and converts it at the first read: capture does no work per element. */
export function lazyConstant(values: StoredNumbers, shape: Shape, dtype: DType): Node {
  let stored: StoredNumbers | undefined = values.slice();
  let widened: HeldNumbers | undefined;
  const attributes = {
    get values(): HeldNumbers {
      widened ??= widen(stored as StoredNumbers);
      stored = undefined;
      return widened;
    },
  };
  return makeNode("constant", [], attributes, shape, dtype);
}
