// Triangles and diagonals of matrices as nodes, and how to see again that a node is one. Structure only: no derivatives.
import * as build from "./build.ts";
import { isOp, type Node, type Shape } from "./node.ts";
import { sameShape, sizeOf } from "./shape.ts";

const { select, reshape, broadcast, scalar, compare } = build;
const zero = scalar(0);

/** Exchanges the last two axes, or takes back an exchange. */
export function swapLast(x: Node): Node {
  const axes = x.shape.map((_, axis) => axis);
  const exchange = [...axes.slice(0, -2), ...axes.slice(-2).reverse()];
  const isExchanged = isOp(x, "transpose") && sameShape(x.attributes.permutation, exchange);
  return isExchanged ? (x.inputs[0] as Node) : build.transpose(x, exchange);
}

/** Where the column of an element of an n x n matrix is equal to, or at most, its row. */
function columnToRow(op: "lessEqual" | "less" | "equal", n: number): Node {
  return compare(op, reshape(build.iota(n), [1, n]), reshape(build.iota(n), [n, 1]));
}

/** The node under repeated axes. */
function source(node: Node): Node {
  return isOp(node, "broadcast") ? (node.inputs[0] as Node) : node;
}

/** Whether the node counts along the one axis of this shape that is not 1. */
function counts(node: Node, shape: Shape): boolean {
  const line = source(node);
  const counter = isOp(line, "reshape") ? (line.inputs[0] as Node) : line;
  return isOp(counter, "iota") && sameShape(line.shape, shape);
}

/** x, when the node is x where columnToRow holds and 0 elsewhere. */
function selected(node: Node, op: "lessEqual" | "equal"): Node | undefined {
  if (!isOp(node, "select")) return undefined;
  const [condition, x, otherwise] = node.inputs as [Node, Node, Node];
  const [test, other] = [source(condition), source(otherwise)];
  if (!isOp(other, "constant") || other.attributes.values.some((value) => value !== 0)) return undefined;
  const n = node.shape.at(-1) as number;
  const [left, right] = test.inputs as [Node, Node];
  const isMask = isOp(test, op) && sameShape(test.shape, [n, n]);
  return isMask && counts(left, [1, n]) && counts(right, [n, 1]) ? x : undefined;
}

/** The lower triangle of a matrix, diagonal included, with zeros above. */
export function lowerTriangle(x: Node): Node {
  return select(columnToRow("lessEqual", x.shape.at(-1) as number), x, zero);
}

/** A matrix with the lower triangle that the node is. */
export function asLowerTriangle(node: Node): Node | undefined {
  return selected(node, "lessEqual");
}

/** The matrix with this diagonal [..., n] and zeros elsewhere. */
export function diagonalMatrix(diagonal: Node): Node {
  const n = diagonal.shape.at(-1) as number;
  const column = broadcast(reshape(diagonal, [...diagonal.shape, 1]), [...diagonal.shape, n]);
  return select(columnToRow("equal", n), column, scalar(0, diagonal.dtype));
}

/** The diagonal of the diagonal matrix that the node is. */
export function asDiagonal(node: Node): Node | undefined {
  const x = selected(node, "equal");
  if (!x) return undefined;
  const column = isOp(x, "broadcast") ? (x.inputs[0] as Node) : x;
  const shape = node.shape.slice(0, -1);
  const plain = column.shape.at(-1) === 1 && sizeOf(column.shape) === sizeOf(shape);
  return plain ? reshape(column, shape) : build.diagPart(x);
}

/** The lower triangle with half of the diagonal: Murray's Phi. */
export function halfLowerTriangle(x: Node): Node {
  const n = x.shape.at(-1) as number;
  const weight = select(
    columnToRow("less", n),
    scalar(1),
    select(columnToRow("equal", n), scalar(0.5), zero),
  );
  return build.binary("mul", x, weight);
}
