// What a batching rule sees of an input: a node, and whether it has the batch as its leading axis. And moves of axes.
import { broadcast, transpose } from "../program/build.ts";
import type { Node } from "../program/node.ts";

export interface Operand {
  readonly node: Node;
  /** Whether the node has the batch as one more axis, in front. */
  readonly batched: boolean;
}

/** The operand with the batch in front, repeated over it if it was not batched. */
export function lead({ node, batched }: Operand, size: number): Node {
  return batched ? node : broadcast(node, [size, ...node.shape]);
}

/** Moves `count` neighbouring axes so that they begin at axis `to` of the result; the others keep their order. */
export function moveAxes(x: Node, from: number, to: number, count = 1): Node {
  const axes = x.shape.map((_, axis) => axis);
  const moved = axes.splice(from, count);
  return transpose(x, axes.toSpliced(to, 0, ...moved));
}
