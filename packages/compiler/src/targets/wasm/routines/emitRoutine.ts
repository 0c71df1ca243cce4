// Emits the code of a node that is computed by an algorithm of its own over memory.
import { isOp, type Node } from "../../../program/node.ts";
import { longestAxisFirst, type Place } from "../memoryPlan.ts";
import { operandOf } from "../operandOf.ts";
import type { Values } from "../values.ts";
import { emitLines } from "./lines.ts";
import { emitMatrices, isMatrixRoutine } from "./matrices.ts";
import { emitQrFactor } from "./qrFactor.ts";

/** Emits a routine into the innermost open region. */
export function emitRoutine(values: Values, node: Node): void {
  const e = values.nest.innermost.emitter;
  const operands = node.inputs.map((input) => operandOf(values, input));
  if (isMatrixRoutine(node)) {
    emitMatrices(e, values.memory, node, operands);
    return;
  }
  const { place } = operands[0] as { readonly place: Place };
  const result = values.memory.allocate(node, longestAxisFirst(node.shape));
  if (isOp(node, "qrFactor")) {
    const shape = node.inputs[0]?.shape as readonly [number, number];
    emitQrFactor(e, values.memory, shape, place, result.offset);
  } else
    emitLines(
      e,
      node,
      operands.map((operand) => operand.place),
      result,
    );
}
