// The reverse-mode rule of the Cholesky factor L of A. By Murray (2016), eq. 9, with Phi the lower triangle with half of the
// diagonal, the cotangent of A is the symmetric
//   1/2 L'^-1 (P + P') L^-1,  P = Phi(L' C),
// for the cotangent C of L. In general that takes a product and two solves with n right sides. But C is a sum of parts with
// structure: u v' on and below the diagonal, from a solve L x = b, and a diagonal, from a determinant. Then
//   Phi(L' tril(u v')) = Phi((L'u) v'), which with its transpose is (L'u) v' when that is symmetric;
//   Phi(L' diag(d)) = 1/2 diag(d_i L_ii), which is c/2 for the derivative d_i = c / L_ii of c sum(log L_ii),
// and what is left of the cotangent of A, as for a normal density, is 1/2 ((L'^-1 L'u) (L'^-1 v)' + c A^-1).

import { add, mul } from "../program/arithmetic.ts";
import { bottomUp } from "../program/bottomUp.ts";
import * as build from "../program/build.ts";
import { isOp, type Node } from "../program/node.ts";
import { ELEMENTWISE } from "../program/opFamilies.ts";
import {
  asDiagonal,
  asLowerTriangle,
  diagonalMatrix,
  halfLowerTriangle,
  swapLast,
} from "../program/triangles.ts";

const { unary, matMul } = build;

interface Term {
  readonly node: Node;
  readonly negative: boolean;
}

const signed = ({ node, negative }: Term): Node => (negative ? unary("neg", node) : node);

/** The terms of a sum, signs apart. */
function termsOf(node: Node, negative = false): Term[] {
  const [a, b] = node.inputs as [Node, Node];
  if (isOp(node, "neg")) return termsOf(a, !negative);
  if (isOp(node, "add")) return [...termsOf(a, negative), ...termsOf(b, negative)];
  if (isOp(node, "sub")) return [...termsOf(a, negative), ...termsOf(b, !negative)];
  return [{ node, negative }];
}

/** Whether a value is the same all along an axis, counted from the last. */
const isUniform = ([1, 2] as const).map((fromEnd) =>
  bottomUp<boolean>((node, of) => {
    const extent = node.shape.at(-fromEnd);
    if (!isOp(node, "broadcast"))
      return extent === 1 || (ELEMENTWISE.has(node.op) && extent !== undefined && node.inputs.every(of));
    const input = node.inputs[0] as Node;
    return (input.shape.at(-fromEnd) ?? 1) === 1 || of(input);
  }),
);
const isUniformAlong = isUniform[0] as (node: Node) => boolean;
const isUniformDown = isUniform[1] as (node: Node) => boolean;

/** How deep a product is searched for its factors. */
const DEPTH = 8;

/** Whether each column of u is a multiple of the same column of v. */
function isMultiple(u: Node, v: Node, depth = DEPTH): boolean {
  if (u === v) return true;
  if (depth === 0) return false;
  const [a, b] = u.inputs as [Node, Node];
  const of = (x: Node) => isMultiple(x, v, depth - 1);
  if (isOp(u, "neg")) return of(a);
  if (isOp(u, "mul")) return (isUniformDown(a) && of(b)) || (isUniformDown(b) && of(a));
  if (isOp(u, "div")) return isUniformDown(b) && of(a);
  return (isOp(u, "add") || isOp(u, "sub")) && of(a) && of(b);
}

/** x y', on and below the diagonal of a cotangent, as the pair (L'x, y). */
interface Outer {
  readonly left: Node;
  readonly right: Node;
  readonly negative: boolean;
}

/** L'x, where x is often L'^-1 of something. */
function timesTransposed(lower: Node, x: Node): Node {
  const undone = isOp(x, "triangularSolve") && x.attributes.transpose && x.inputs[0] === lower;
  return undone ? (x.inputs[1] as Node) : matMul(swapLast(lower), x);
}

/** A part that is an outer product of fewer columns than would make it cheaper to write it out. */
function asOuter(lower: Node, { node, negative }: Term): Outer | undefined {
  const product = asLowerTriangle(node);
  if (!product || !isOp(product, "matMul")) return undefined;
  const [x, y] = product.inputs as [Node, Node];
  if (2 * (x.shape.at(-1) as number) > (lower.shape.at(-1) as number)) return undefined;
  return { left: timesTransposed(lower, x), right: swapLast(y), negative };
}

/** Splits outer products into those whose sum is symmetric, and the others. */
function splitSymmetric(outers: readonly Outer[]): { symmetric: Outer[]; others: Outer[] } {
  const mirrors = (a: Outer, b: Outer): boolean =>
    a.left === b.right && a.right === b.left && a.negative === b.negative;
  const symmetric = outers.filter(
    (one) =>
      isMultiple(one.left, one.right) ||
      isMultiple(one.right, one.left) ||
      outers.some((other) => other !== one && mirrors(one, other)),
  );
  return { symmetric, others: outers.filter((one) => !symmetric.includes(one)) };
}

/** The diagonal times d, where d is often a sum of quotients by it. */
function timesDiagonal(diagonal: Node, lower: Node, d: Node): Node {
  const isDiagonal = (x: Node) => isOp(x, "diagPart") && x.inputs[0] === lower;
  const [a, b] = d.inputs as [Node, Node];
  const isReciprocal = (x: Node) => {
    const [top, bottom] = x.inputs as [Node, Node];
    const one = isOp(x, "div") && isOp(top, "broadcast") ? (top.inputs[0] as Node) : top;
    return (
      isOp(x, "div") &&
      isDiagonal(bottom) &&
      isOp(one, "constant") &&
      one.attributes.values.every((y) => y === 1)
    );
  };
  if (isOp(d, "neg")) return unary("neg", timesDiagonal(diagonal, lower, a));
  if (isOp(d, "add")) return add(timesDiagonal(diagonal, lower, a), timesDiagonal(diagonal, lower, b));
  if (isOp(d, "div") && isDiagonal(b)) return a;
  if (isOp(d, "mul") && isReciprocal(b)) return a;
  return mul(diagonal, d);
}

/** P, from the parts whose structure is of no use. */
function remainder(
  lower: Node,
  plain: readonly Node[],
  outers: readonly Outer[],
  diagonal?: Node,
): Node | undefined {
  const products = [
    ...plain.map((node) => matMul(swapLast(lower), node)),
    ...outers.map(({ left, right, negative }) => signed({ node: matMul(left, swapLast(right)), negative })),
    ...(diagonal ? [diagonalMatrix(diagonal)] : []),
  ];
  return products.length === 0 ? undefined : halfLowerTriangle(products.reduce(add));
}

/** L'^-1 (P + P') L^-1, by two solves. */
function sandwich(lower: Node, p: Node): Node {
  const left = build.triangularSolve(lower, add(p, swapLast(p)), true);
  return build.triangularSolve(lower, swapLast(left), true);
}

/** The cotangent of A, of which the factor reads the lower triangle: what belongs to both triangles is folded onto it. */
export function choleskyCotangent(lower: Node, cotangent: Node): Node {
  const plain: Node[] = [];
  const outers: Outer[] = [];
  const diagonals: Node[] = [];
  for (const term of termsOf(cotangent)) {
    const outer = asOuter(lower, term);
    const diagonal = asDiagonal(term.node);
    if (outer) outers.push(outer);
    else if (diagonal) diagonals.push(signed({ node: diagonal, negative: term.negative }));
    else plain.push(signed(term));
  }
  const { symmetric, others } = splitSymmetric(outers);
  const solved = (x: Node) => build.triangularSolve(lower, x, true);
  const parts = symmetric.map(({ left, right, negative }) =>
    signed({ node: matMul(solved(left), swapLast(solved(right))), negative }),
  );
  const pivots =
    diagonals.length > 0 ? timesDiagonal(build.diagPart(lower), lower, diagonals.reduce(add)) : undefined;
  const isOneNumber = pivots !== undefined && isUniformAlong(pivots);
  if (pivots && isOneNumber) {
    const column = build.reshape(pivots, [...pivots.shape, 1]);
    parts.push(mul(column, build.choleskyInverse(lower)));
  }
  const p = remainder(lower, plain, others, isOneNumber ? undefined : pivots);
  if (p) parts.push(sandwich(lower, p));
  return halfLowerTriangle(parts.reduce(add));
}
