// Batching of gather and scatterAdd: the batch becomes part of the indexed axis when the indices differ over it.
import {
  binary,
  broadcast,
  compare,
  gather,
  iota,
  reshape,
  scalar,
  scatterAdd,
  select,
} from "../program/build.ts";
import { moveAxes } from "../program/moveAxes.ts";
import type { Node } from "../program/node.ts";
import { lead, type Operand } from "./operand.ts";

/** Indices into `size` tables laid end to end. What is out of range stays so, rather than reading a neighbour's rows. */
function offsetIndices(indices: Node, extent: number, size: number): Node {
  const starts = binary("mul", iota(size), scalar(extent, "int32"));
  const start = broadcast(reshape(starts, [size, ...indices.shape.slice(1).map(() => 1)]), indices.shape);
  const inside = binary(
    "minimum",
    binary("maximum", indices, scalar(0, "int32")),
    scalar(extent - 1, "int32"),
  );
  const valid = compare("equal", inside, indices);
  return select(valid, binary("add", indices, start), scalar(-1, "int32"));
}

/** [size, ...before, n, ...after] to [size * n, ...before, ...after]. */
function stackTables(tables: Node, axis: number): Node {
  const moved = moveAxes(tables, 1 + axis, 1);
  const [size, n, ...rest] = moved.shape as [number, number, ...number[]];
  return reshape(moved, [size * n, ...rest]);
}

export function batchGather(node: Node<"gather">, [table, indices]: readonly Operand[], size: number): Node {
  const { axis } = node.attributes;
  const [from, at] = [table as Operand, indices as Operand];
  if (!at.batched) return gather(from.node, at.node, axis + 1);
  if (!from.batched) return moveAxes(gather(from.node, at.node, axis), axis, 0);
  const extent = from.node.shape[axis + 1] as number;
  const picked = gather(stackTables(from.node, axis), offsetIndices(at.node, extent, size), 0);
  // [size, ...indices, ...before, ...after]: the axes of the indices go where the table's axis was.
  return moveAxes(picked, 1, 1 + axis, at.node.shape.length - 1);
}

export function batchScatterAdd(
  node: Node<"scatterAdd">,
  [updates, indices]: readonly Operand[],
  size: number,
): Node {
  const { axis } = node.attributes;
  const added = lead(updates as Operand, size);
  const at = indices as Operand;
  if (!at.batched) return scatterAdd(added, at.node, axis + 1, [size, ...node.shape]);
  const extent = node.shape[axis] as number;
  const others = node.shape.toSpliced(axis, 1);
  const first = moveAxes(added, 1 + axis, 1, at.node.shape.length - 1);
  const stacked = scatterAdd(first, offsetIndices(at.node, extent, size), 0, [size * extent, ...others]);
  return moveAxes(reshape(stacked, [size, extent, ...others]), 1, axis + 1);
}
