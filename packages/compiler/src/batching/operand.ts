// What a batching rule sees of an input: a node, and whether it has the batch as its leading axis.
import { broadcast } from "../program/build.ts";
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
