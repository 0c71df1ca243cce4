// What tells a node apart from others of its op, type and inputs, as text.
import { type Body, isLoop } from "./body.ts";
import { isOp, type Node } from "./node.ts";
import type { HeldNumbers } from "./ops.ts";
import { attributesText } from "./print.ts";
import { topologicalOrder } from "./program.ts";

/** How a constant is named: equal names mean equal values. */
export type ConstantName = (values: HeldNumbers) => string;

/** Inputs count by name and draws only as themselves; constants as `nameConstant` says; loops with their bodies. */
export function identityText(node: Node, nameConstant: ConstantName): string {
  if (isOp(node, "constant")) return nameConstant(node.attributes.values);
  if (isOp(node, "data") || isOp(node, "parameter")) return node.attributes.name;
  if (isLoop(node)) return `${attributesText(node)}${bodyText(node.attributes.body, nameConstant)}`;
  return isOp(node, "draw") ? `${node.id}` : attributesText(node);
}

function bodyText(body: Body, nameConstant: ConstantName): string {
  const types = body.arguments.map(({ dtype, shape }) => `${dtype} ${shape.join("x")}`);
  return ` (${types}){${graphText(body.outputs, nameConstant)}}`;
}

/** A text that two graphs share exactly when they compute the same from inputs of the same names and types. */
export function graphText(outputs: readonly Node[], nameConstant: ConstantName): string {
  const positions = new Map<Node, number>();
  const lines = topologicalOrder(outputs).map((node, i) => {
    positions.set(node, i);
    const inputs = node.inputs.map((input) => positions.get(input)).join();
    return `${node.op} ${node.dtype} ${node.shape.join("x")} ${inputs} ${identityText(node, nameConstant)}`;
  });
  return [...lines, outputs.map((node) => positions.get(node)).join()].join("\n");
}
