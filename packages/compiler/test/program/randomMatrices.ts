// How a random program applies each matrix op. Not a test.
import * as build from "../../src/program/build.ts";
import type { Node } from "../../src/program/node.ts";
import { sizeOf } from "../../src/program/shape.ts";
import { swapLast } from "../../src/program/triangles.ts";
import {
  type Build,
  LARGEST,
  randomValues,
  reach,
  type Value,
  type ValuePool,
  value,
  within,
} from "./valuePool.ts";

/** Lower triangles with a diagonal in [1, 2]: well conditioned for small sizes. */
function lowerTriangle(x: Value): Node {
  const n = x.node.shape.at(-1) as number;
  const row = build.reshape(build.iota(n), [n, 1]);
  const column = build.reshape(build.iota(n), [1, n]);
  const off = build.binary("div", within(x, -1, 1).node, build.scalar(n));
  const below = build.select(build.compare("less", column, row), off, build.scalar(0));
  return build.select(build.compare("equal", column, row), within(x, 1, 2).node, below);
}

/** A batch of square matrices made of the elements of a value. */
function squares(pool: ValuePool): Value | undefined {
  const x = pool.pickRank(1);
  if (!x) return undefined;
  const n = pool.oneOf([2, 3, 1, 5, 9]);
  const size = sizeOf(x.node.shape);
  const batch = Math.min(pool.oneOf([1, 2, 7]), Math.floor(size / (n * n)));
  if (batch === 0) return undefined;
  const flat = build.slice(build.reshape(x.node, [size]), [0], [batch * n * n]);
  return { ...x, node: build.reshape(flat, batch === 1 ? [n, n] : [batch, n, n]) };
}

export const matrixRows: Readonly<Record<string, Build>> = {
  matMul: (pool) => {
    const a = pool.pickRank(2);
    if (!a) return undefined;
    const k = a.node.shape.at(-1) as number;
    const fits = (y: Value) =>
      y.node.shape.length >= 2 && y.node.shape.length <= 3 && y.node.shape.at(-2) === k;
    const batched = pool.pick(fits) ?? { ...a, node: swapLast(a.node) };
    const b =
      a.node.shape.length > 2 && batched.node.shape.length > 2 ? { ...a, node: swapLast(a.node) } : batched;
    const work =
      sizeOf(a.node.shape) *
      (b.node.shape.at(-1) as number) *
      (b.node.shape.length > 2 ? (b.node.shape[0] as number) : 1);
    const bound = k * reach(a) * reach(b);
    return work <= 10 * LARGEST ? value(build.matMul(a.node, b.node), -bound, bound) : undefined;
  },
  cholesky: (pool) => {
    const x = squares(pool);
    if (!x) return undefined;
    const n = x.node.shape.at(-1) as number;
    const root = lowerTriangle(x);
    const matrix = build.matMul(root, swapLast(root));
    return value(build.cholesky(matrix), -2, 2 * n);
  },
  qrFactor: (pool) => {
    // Of data alone, and of more rows than columns: no derivative, and no pivots that are rounding errors.
    const m = 1 + pool.choose(5);
    const n = m + 3 + pool.choose(40);
    const matrix = build.data(pool.freshName("x"), randomValues(pool.choose(1000), n * m), [n, m]);
    return value(build.qrFactor(matrix), -2 * n, 2 * n);
  },
  choleskyInverse: (pool) => {
    const x = squares(pool);
    if (!x) return undefined;
    // Elements of L^-1 are below (1 + 1/n)^n.
    const bound = 8 * (x.node.shape.at(-1) as number);
    return value(build.choleskyInverse(lowerTriangle(x)), -bound, bound);
  },
  diagPart: (pool) => {
    const x = squares(pool);
    return x && { ...x, node: build.diagPart(x.node) };
  },
  triangularSolve: (pool) => {
    const x = squares(pool);
    if (!x) return undefined;
    const n = x.node.shape.at(-1) as number;
    const fits = (y: Value) => y.node.shape.length === x.node.shape.length && y.node.shape.at(-2) === n;
    const sameBatch = (y: Value) =>
      fits(y) && (y.node.shape.length < 3 || y.node.shape[0] === x.node.shape[0]);
    const right = within(pool.pick(sameBatch) ?? x, -2, 2);
    const bound = 2 * 2 ** n;
    return value(build.triangularSolve(lowerTriangle(x), right.node, pool.choose(2) === 1), -bound, bound);
  },
};
