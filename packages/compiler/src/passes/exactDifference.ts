// Tells differences that should stay whole. An analysis, not a pass.
import { isOp, type Node } from "../program/node.ts";
import { VIEWS } from "../program/opFamilies.ts";
import { constantValue } from "./constants.ts";

/** Whether the node is an input as it was given, not the rounded result of a computation. */
function isGiven(node: Node): boolean {
  if (isOp(node, "parameter") || isOp(node, "data")) return true;
  if (isOp(node, "constant")) return constantValue(node) === undefined;
  const moved = VIEWS.has(node.op) || isOp(node, "gather") || isOp(node, "cast");
  return moved && isGiven(node.inputs[0] as Node);
}

/**
 * Whether the node is a difference of inputs. It is right to the last bit, however large and close they are; when one of
 * them is added to something else first, what is lost is relative to the inputs, which may be far more.
 */
export function isExactDifference(node: Node): boolean {
  return isOp(node, "sub") && node.inputs.every(isGiven);
}
