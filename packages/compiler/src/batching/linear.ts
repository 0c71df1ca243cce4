// Batching of matrix ops: a batch of one side only becomes more rows or columns of one larger product.
import { matMul, reshape, triangularSolve } from "../program/build.ts";
import { asColumns, fromColumns } from "../program/columns.ts";
import { moveAxes } from "../program/moveAxes.ts";
import type { Node } from "../program/node.ts";
import { lead, type Operand } from "./operand.ts";

/** [size, ...batch, m, k] to [...batch, size * m, k]. */
function asRows(x: Node): Node {
  const moved = moveAxes(x, 0, x.shape.length - 3);
  const [size, m, k] = moved.shape.slice(-3) as [number, number, number];
  return reshape(moved, [...moved.shape.slice(0, -3), size * m, k]);
}

/** [...batch, size * m, k] to [size, ...batch, m, k]. */
function fromRows(x: Node, size: number): Node {
  const [rows, k] = x.shape.slice(-2) as [number, number];
  const split = reshape(x, [...x.shape.slice(0, -2), size, rows / size, k]);
  return moveAxes(split, split.shape.length - 3, 0);
}

export function batchMatMul(_: Node<"matMul">, [a, b]: readonly Operand[], size: number): Node {
  const [left, right] = [a as Operand, b as Operand];
  if (!right.batched) return fromRows(matMul(asRows(left.node), right.node), size);
  const columns = right.node.shape.at(-1) as number;
  if (!left.batched) return fromColumns(matMul(left.node, asColumns(right.node)), size, columns);
  return matMul(left.node, right.node);
}

export function batchTriangularSolve(
  node: Node<"triangularSolve">,
  [a, b]: readonly Operand[],
  size: number,
): Node {
  const [lower, right] = [a as Operand, b as Operand];
  const { transpose } = node.attributes;
  if (lower.batched) return triangularSolve(lower.node, lead(right, size), transpose);
  const columns = right.node.shape.at(-1) as number;
  return fromColumns(triangularSolve(lower.node, asColumns(right.node), transpose), size, columns);
}
