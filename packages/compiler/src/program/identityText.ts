// What tells a node apart from others of its op, type and inputs, as text.
import { isOp, type Node } from "./node.ts";
import { attributesText } from "./print.ts";

/** Inputs count by name and draws only as themselves; constants as `nameConstant` says. */
export function identityText(node: Node, nameConstant: (values: Float64Array) => string): string {
  if (isOp(node, "constant")) return nameConstant(node.attributes.values);
  if (isOp(node, "data") || isOp(node, "parameter")) return node.attributes.name;
  return isOp(node, "draw") ? `${node.id}` : attributesText(node);
}
