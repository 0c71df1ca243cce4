// A stack of matrices with their columns side by side, and back: what one matrix does to each, it does to one wide matrix.
import { reshape } from "./build.ts";
import { moveAxes } from "./moveAxes.ts";
import type { Node } from "./node.ts";

/** [size, ...batch, k, n] to [...batch, k, size * n]. */
export function asColumns(x: Node): Node {
  const moved = moveAxes(x, 0, x.shape.length - 2);
  const [k, size, n] = moved.shape.slice(-3) as [number, number, number];
  return reshape(moved, [...moved.shape.slice(0, -3), k, size * n]);
}

/** [...batch, k, size * n] to [size, ...batch, k, n]. */
export function fromColumns(x: Node, size: number, n: number): Node {
  const split = reshape(x, [...x.shape.slice(0, -1), size, n]);
  return moveAxes(split, split.shape.length - 2, 0);
}
