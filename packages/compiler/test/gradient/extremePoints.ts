// Derivatives at ordinary and extreme points: from tables made with mpmath where functions are smooth, and by definition
// or convention at kinks, ties, ends of domains and infinities. Not a test.
import { readFileSync } from "node:fs";
import * as build from "../../src/program/build.ts";
import type { Node } from "../../src/program/node.ts";
import {
  BINARY_OPS,
  type BinaryOp,
  type OpName,
  REDUCE_OPS,
  type ReduceOp,
  type UnaryOp,
} from "../../src/program/ops.ts";

/** One application: its arguments, which for reductions are the elements of one vector, and the derivatives by them. */
export interface ExtremePoint {
  readonly at: readonly number[];
  readonly derivatives: readonly number[];
}

type Table = Readonly<Record<string, readonly (readonly [at: number[], derivatives: number[]])[]>>;

const readTable = (name: string): Table =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), "utf8")) as Table;

const { POSITIVE_INFINITY: INF } = Number;

/** At a kink or tie the cotangent is shared, at a jump there is none, and a vertical tangent is infinite. */
const CONVENTIONS: Table = {
  abs: [[[0], [0]], [[1e-300], [1]], [[-1e-300], [-1]], [[INF], [1]], [[-INF], [-1]]],
  sign: [[[0], [0]], [[1e-300], [0]]],
  floor: [[[2], [0]], [[-0.5], [0]]],
  ceil: [[[2], [0]], [[1e300], [0]]],
  round: [[[0.5], [0]], [[2.5], [0]]],
  sqrt: [[[0], [INF]], [[INF], [0]]],
  exp: [[[-INF], [0]], [[1000], [INF]]],
  expm1: [[[-INF], [0]]],
  log: [[[0], [INF]], [[INF], [0]]],
  log1p: [[[-1], [INF]], [[INF], [0]]],
  asin: [[[1], [INF]], [[-1], [INF]]],
  acos: [[[1], [-INF]]],
  atan: [[[INF], [0]], [[-INF], [0]]],
  tanh: [[[0], [1]], [[1e-8], [1]], [[INF], [0]], [[-INF], [0]], [[-300], [0]]],
  asinh: [[[INF], [0]]],
  acosh: [[[1], [INF]], [[INF], [0]]],
  atanh: [[[1], [INF]], [[-1], [INF]]],
  sigmoid: [[[INF], [0]], [[-INF], [0]]],
  softplus: [[[INF], [1]], [[-INF], [0]]],
  erf: [[[INF], [0]], [[-30], [0]]],
  erfc: [[[INF], [0]], [[-30], [0]]],
  add: [[[INF, 1], [1, 1]], [[1e300, -1e300], [1, 1]]],
  sub: [[[INF, 1], [1, -1]]],
  pow: [[[0, 2], [0, 0]], [[0, 1], [1, 0]], [[0, 0.5], [INF, 0]], [[0, 0], [0, 0]]],
  maximum: [[[2, 2], [0.5, 0.5]], [[0, -0], [0.5, 0.5]], [[INF, 1], [1, 0]], [[-INF, -1e300], [0, 1]]],
  minimum: [[[2, 2], [0.5, 0.5]], [[INF, INF], [0.5, 0.5]], [[INF, 1], [0, 1]]],
  mod: [[[7, 2], [1, -3]], [[-7, 2], [1, 4]], [[1e-300, 1], [1, 0]]],
  floorDiv: [[[7, 2], [0, 0]], [[6, 2], [0, 0]]],
  sum: [[[INF, 1, 1e300], [1, 1, 1]]],
  prod: [[[2, 0, 5], [0, 10, 0]], [[0, 3, 0], [0, 0, 0]], [[1e-100, 1e-100, 1e150], [1e50, 1e50, 1e-200]], [[-0, 4], [4, 0]]],
  max: [[[1, 4, 4, 0], [0, 0.5, 0.5, 0]], [[-INF, 3], [0, 1]], [[INF, 3], [1, 0]]],
  min: [[[1, 1, 1, 4], [1 / 3, 1 / 3, 1 / 3, 0]], [[-INF, 3], [1, 0]]],
  any: [[[1, 0], [0, 0]]],
  all: [[[1, 0], [0, 0]]],
  logSumExp: [[[0, -INF], [1, 0]], [[1e5, 0], [1, 0]], [[-1e5, -1e5], [0.5, 0.5]], [[3, 3, 3], [1 / 3, 1 / 3, 1 / 3]]],
  logProd: [[[2, 1e-300, 1e300], [0.5, 1e300, 1e-300]], [[0, 1], [INF, 1]]],
}; // biome-ignore format: a table

/** Functions whose partial derivatives are in a table of their own: special.test.ts compares them. */
const SPECIAL = Object.entries(
  readTable("special") as Readonly<Record<string, readonly (readonly unknown[])[]>>,
)
  .filter(([, points]) => points.some(([, , partials]) => Array.isArray(partials)))
  .map(([op]) => op);

const rows = [readTable("gradients"), CONVENTIONS].flatMap((table) => Object.entries(table));

/** The points by op. */
export const extremePoints: ReadonlyMap<string, readonly ExtremePoint[]> = rows.reduce(
  (all, [op, points]) =>
    all.set(op, [...(all.get(op) ?? []), ...points.map(([at, derivatives]) => ({ at, derivatives }))]),
  new Map<string, ExtremePoint[]>(SPECIAL.map((op) => [op, []])),
);

const isBinary = (op: OpName): op is BinaryOp => (BINARY_OPS as readonly string[]).includes(op);
const isReduction = (op: OpName): op is ReduceOp => (REDUCE_OPS as readonly string[]).includes(op);

/** The op applied to elements of a vector. */
export function applyAt(op: OpName, x: Node): Node {
  if (isReduction(op)) return build.cast(build.reduce(op, x, [0]), "float64");
  const element = (i: number): Node => build.reshape(build.slice(x, [i], [1]), []);
  return isBinary(op) ? build.binary(op, element(0), element(1)) : build.unary(op as UnaryOp, element(0));
}
