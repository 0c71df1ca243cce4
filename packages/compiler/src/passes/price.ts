// A rough price of computing a node, in multiplications per element of its result, its inputs not counted.
import { isOp, type Node } from "../program/node.ts";
import { ELEMENTWISE, REDUCTIONS, VIEWS } from "../program/opFamilies.ts";
import type { OpName } from "../program/ops.ts";
import { sizeOf } from "../program/shape.ts";

const CHEAP: ReadonlySet<OpName> = new Set<OpName>([
  "neg", "abs", "sign", "floor", "ceil", "round", "add", "sub", "mul", "maximum", "minimum", "select", "cast",
  "equal", "notEqual", "less", "lessEqual", "greater", "greaterEqual", "and", "or", "not", "isNaN", "isFinite",
]); // biome-ignore format: a list

/** Views, and the changes of dtype that keep the bits. */
export function isView(node: Node): boolean {
  return (
    VIEWS.has(node.op) ||
    (isOp(node, "cast") && node.dtype === "float64" && (node.inputs[0] as Node).dtype === "int32")
  );
}

export function priceOf(node: Node): number {
  if (REDUCTIONS.has(node.op))
    return sizeOf((node.inputs[0] as Node).shape) / Math.max(1, sizeOf(node.shape));
  if (ELEMENTWISE.has(node.op)) return CHEAP.has(node.op) ? 1 : 15;
  return isView(node) || node.inputs.length === 0 ? 0 : 4;
}
