// What a schedule is made from: properties of single nodes.
import { BINDING, isOp, type Node } from "../program/node.ts";
import type { OpName } from "../program/ops.ts";
import { sizeOf } from "../program/shape.ts";
import { operandView } from "./operandView.ts";

/** Inputs and tables that lie in memory, or need none. */
const LEAVES: ReadonlySet<OpName> = new Set<OpName>(["parameter", "data", "constant", "iota", "argument"]);

export const ROUTINES: ReadonlySet<OpName> = new Set<OpName>([
  "cumsum",
  "recurrence",
  "matMul",
  "cholesky",
  "triangularSolve",
  "qrFactor",
  "choleskyInverse",
  "argMax",
  "argMin",
]);

export function isLeaf(node: Node): boolean {
  return LEAVES.has(node.op);
}

/** The axes that a reduction removes. */
export function reducedAxes(node: Node): readonly number[] {
  return "axes" in node.attributes ? node.attributes.axes : [];
}

/** How many terms each element of a reduction has. */
export function reductionLength(node: Node): number {
  const input = node.inputs[0] as Node;
  return sizeOf(reducedAxes(node).map((axis) => input.shape[axis] as number));
}

/** Nodes that an algorithm of its own, or a loop over steps, reads from memory, where it knows strides only. */
export function routineOperands(node: Node): readonly Node[] {
  const reads = ROUTINES.has(node.op) || isOp(node, "scan");
  return reads ? node.inputs.map((input) => operandView(input).base) : [];
}

/** Nodes that must lie in memory because a user reads them at computed places. */
export function memoryOperands(node: Node): readonly Node[] {
  return isOp(node, "gather") ? [operandView(node.inputs[0] as Node).base] : routineOperands(node);
}

/** Whether a value is fixed once data are bound. */
export function isPrepared(node: Node): boolean {
  return node.binding !== BINDING.parameter;
}
