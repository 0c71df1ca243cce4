// Where the operands of algorithms and loops lie: in memory, seen through views.
import { InternalError } from "../../errors.ts";
import type { Node } from "../../program/node.ts";
import { operandView } from "../../schedule/operandView.ts";
import type { Place } from "./memoryPlan.ts";
import type { Values } from "./values.ts";

/** Where an operand lies, and the node that was stored there. */
export function operandOf(values: Values, node: Node): { place: Place; base: Node } {
  const { base, axes } = operandView(node);
  if (!values.memory.placeOf(base) && !values.isStored(base)) {
    throw new InternalError(`An operand, "${base.op}", is not in memory.`);
  }
  const place = values.spill(base);
  const strides = axes.map((axis) => (axis === null ? 0 : (place.strides[axis] as number)));
  return { place: { ...place, strides }, base };
}
