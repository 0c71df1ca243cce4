// Chooses the loops of a root: which axes of its space are looped over, and which are written out.
import type { Node, Shape } from "../program/node.ts";
import { sizeOf } from "../program/shape.ts";
import { reducedAxes } from "./classify.ts";
import { STRAIGHT_LINE, UNROLLED_AXES } from "./limits.ts";
import type { Root, RootKind } from "./schedule.ts";

/** The longest candidate is the innermost loop; short ones are written out while they stay few; the rest surround it. */
function chooseLoops(space: readonly number[], candidates: readonly number[], straight: number): number[] {
  const extent = (axis: number) => space[axis] as number;
  if (sizeOf(candidates.map(extent)) <= straight) return [];
  const byLength = [...candidates].sort((a, b) => extent(a) - extent(b) || a - b);
  const vector = byLength.pop() as number;
  let written = 1;
  const outer = byLength.filter((axis) => {
    if (written * extent(axis) > UNROLLED_AXES) return true;
    written *= extent(axis);
    return false;
  });
  return [...outer.sort((a, b) => a - b), vector];
}

function allAxes(space: readonly number[]): number[] {
  return space.map((_, axis) => axis);
}

/** What a root of this kind runs over. */
function spaceOf(node: Node, kind: RootKind): Shape {
  const overInput = kind === "accumulate" || kind === "accumulateMany" || kind === "scatter";
  return overInput ? (node.inputs[0] as Node).shape : node.shape;
}

/**
 * A node as a root of this kind: the space that it runs over, and the loops.
 * @param straight up to how many elements a store is written out without a loop
 */
export function planRoot(node: Node, kind: RootKind, straight = STRAIGHT_LINE): Root {
  const space = spaceOf(node, kind);
  const root = { node, kind, space, loopAxes: [], innerAxes: [] };
  if (kind === "routine" || kind === "scan" || kind === "part") return root;
  if (kind !== "accumulate" && kind !== "accumulateMany")
    return { ...root, loopAxes: chooseLoops(space, allAxes(space), straight) };
  const reduced = reducedAxes(node);
  const kept = allAxes(space).filter((axis) => !reduced.includes(axis));
  const innerAxes = kind === "accumulate" ? [] : chooseLoops(space, kept, 1);
  return { ...root, loopAxes: chooseLoops(space, reduced, 1), innerAxes };
}

/** The extents of a root's loops, outermost first. */
export function loopExtents(root: Root): number[] {
  return root.loopAxes.map((axis) => root.space[axis] as number);
}
