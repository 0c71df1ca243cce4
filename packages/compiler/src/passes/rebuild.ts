// Remakes a node over rewritten inputs through the checked constructors that drop idle operations.
import { broadcast, reshape, withInputs } from "../program/build.ts";
import { isOp, type Node } from "../program/node.ts";

export function rebuild(node: Node, inputs: readonly Node[]): Node {
  if (inputs.every((input, i) => input === node.inputs[i])) return node;
  if (isOp(node, "broadcast")) return broadcast(inputs[0] as Node, node.shape);
  if (isOp(node, "reshape")) return reshape(inputs[0] as Node, node.shape);
  return withInputs(node, inputs);
}
