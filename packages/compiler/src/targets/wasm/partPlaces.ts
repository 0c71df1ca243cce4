// Where the parts of a loop lie: one after the other in the place of the loop.
import { InternalError } from "../../errors.ts";
import { partTypes } from "../../program/body.ts";
import { isOp, type Node } from "../../program/node.ts";
import { stridesOf } from "../../program/shape.ts";
import { longestAxisFirst, type MemoryPlan, type Place } from "./memoryPlan.ts";

/** Last carries are row-major; stacks are laid out for loops over their steps. */
export function partPlaces(memory: MemoryPlan, node: Node<"scan">): Place[] {
  const { offset } = memory.allocate(node);
  return partTypes(node.attributes).map(({ shape, offset: first }, k) => ({
    offset: offset + 8 * first,
    strides: k < node.attributes.carries ? stridesOf(shape) : longestAxisFirst(shape).strides,
  }));
}

export function placeOfPart(memory: MemoryPlan, node: Node): Place {
  const [scan] = node.inputs as readonly Node[];
  if (!isOp(node, "part") || !scan || !isOp(scan, "scan"))
    throw new InternalError(`"${node.op}" is no part.`);
  return partPlaces(memory, scan)[node.attributes.index] as Place;
}
