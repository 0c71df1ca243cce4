// Recognizes a reduction that is put back beside what it was taken of. An analysis, not a pass.
import { isOp, type Node } from "../program/node.ts";
import { keepAxes, sameShape, sizeOf } from "../program/shape.ts";

export function throughViews(node: Node): Node {
  return isOp(node, "reshape") || isOp(node, "broadcast") ? throughViews(node.inputs[0] as Node) : node;
}

/** Whether `node` is the reduction, repeated along the axes over which it was taken and along no other. */
export function repeats(node: Node, reduction: Node<"max" | "shiftMax">): boolean {
  const { shape } = reduction.inputs[0] as Node;
  const source = isOp(node, "broadcast") ? (node.inputs[0] as Node) : node;
  const ones = new Array<number>(Math.max(0, shape.length - source.shape.length)).fill(1);
  const aligned = sameShape([...ones, ...source.shape], keepAxes(shape, reduction.attributes.axes));
  return throughViews(source) === reduction && (aligned || sizeOf(reduction.shape) === 1);
}
