// Where the elements of an index array come from. A property of the node alone.
import { isOp, type Node } from "../program/node.ts";

/** What lies under views that keep every element. */
export function indexSource(node: Node): Node {
  const keeps = isOp(node, "reshape") || isOp(node, "broadcast") || isOp(node, "transpose");
  const renames = isOp(node, "cast") && node.dtype === "float64" && node.inputs[0]?.dtype === "int32";
  return keeps || renames ? indexSource(node.inputs[0] as Node) : node;
}
