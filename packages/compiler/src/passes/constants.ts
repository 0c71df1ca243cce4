// Recognizes constants inside graphs. An analysis, not a pass.
import { isOp, type Node } from "../program/node.ts";

/** The number that every element of the node equals, when it is a constant scalar seen through views. */
export function constantValue(node: Node): number | undefined {
  if (isOp(node, "constant")) {
    const { values } = node.attributes;
    return values.length === 1 ? values[0] : undefined;
  }
  if (isOp(node, "broadcast") || isOp(node, "reshape") || (isOp(node, "cast") && node.dtype === "float64")) {
    return constantValue(node.inputs[0] as Node);
  }
  return undefined;
}
