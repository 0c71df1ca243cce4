// Moves of axes, as a transpose.
import { transpose } from "./build.ts";
import type { Node } from "./node.ts";

/** Moves `count` neighbouring axes so that they begin at axis `to` of the result; the others keep their order. */
export function moveAxes(x: Node, from: number, to: number, count = 1): Node {
  const axes = x.shape.map((_, axis) => axis);
  const moved = axes.splice(from, count);
  return transpose(x, axes.toSpliced(to, 0, ...moved));
}
