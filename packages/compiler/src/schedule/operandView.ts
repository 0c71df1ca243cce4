// What a routine really reads when its operand is a view: the node underneath, and which of its axes each axis walks along.
import { unitReshape } from "../passes/variance.ts";
import { isOp, type Node } from "../program/node.ts";
import { sameShape } from "../program/shape.ts";

export interface OperandView {
  readonly base: Node;
  /** For each axis of the operand the axis of the base, or null where the operand repeats one element. */
  readonly axes: readonly (number | null)[];
}

/** Looks through transposes, broadcasts and axes of size 1, which are a matter of strides. */
export function operandView(node: Node): OperandView {
  const input = node.inputs[0] as Node;
  const through = (axes: readonly (number | null)[]): OperandView => {
    const inner = operandView(input);
    return {
      base: inner.base,
      axes: axes.map((axis) => (axis === null ? null : (inner.axes[axis] as number | null))),
    };
  };
  if (isOp(node, "transpose")) return through(node.attributes.permutation);
  if (isOp(node, "broadcast")) {
    const lead = node.shape.length - input.shape.length;
    return through(
      node.shape.map((_, axis) => (axis < lead || input.shape[axis - lead] === 1 ? null : axis - lead)),
    );
  }
  // A reshape to the same shape is how the scheduler asks for a copy.
  const from =
    isOp(node, "reshape") && !sameShape(input.shape, node.shape)
      ? unitReshape(input.shape, node.shape)
      : undefined;
  if (from) return through(from);
  return { base: node, axes: node.shape.map((_, axis) => axis) };
}
