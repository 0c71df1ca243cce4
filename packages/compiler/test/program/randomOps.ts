// One row per op that compiles: how a random program applies it. A row picks its inputs and attributes through the pool,
// and keeps its arguments where the op is regular. Not a test.
import * as build from "../../src/program/build.ts";
import type { Node } from "../../src/program/node.ts";
import {
  BINARY_OPS,
  type BinaryOp,
  COMPARE_OPS,
  type CompareOp,
  REDUCE_OPS,
  type ReduceOp,
  UNARY_OPS,
  type UnaryOp,
} from "../../src/program/ops.ts";
import { sizeOf } from "../../src/program/shape.ts";
import { hostRows } from "./randomHostOps.ts";
import { lineOps } from "./randomLineOps.ts";
import { matrixRows } from "./randomMatrices.ts";
import { scanRow } from "./randomScan.ts";
import { type Interval, UNARY_INTERVALS } from "./unaryIntervals.ts";
import {
  type Build,
  indicesFrom,
  LARGEST,
  randomValues,
  reach,
  type Value,
  type ValuePool,
  value,
  within,
} from "./valuePool.ts";

export type RowKind =
  | "input"
  | "unary"
  | "binary"
  | "comparison"
  | "reduction"
  | "arrangement"
  | "algorithm"
  | "loop";

/** How a random program applies an op; nothing when no value is fit for it. */
export interface Row {
  readonly kind: RowKind;
  readonly run: Build;
}

const unaryRow =
  (op: UnaryOp): Build =>
  (pool) => {
    const [[low, high], range] = UNARY_INTERVALS[op];
    const x = pool.pick();
    return x && value(build.unary(op, within(x, low, high).node), ...range);
  };

/** Products and quotients of intervals, by their corners. */
function corners(a: Value, b: Value, f: (x: number, y: number) => number): Interval {
  const ends = [f(a.low, b.low), f(a.low, b.high), f(a.high, b.low), f(a.high, b.high)];
  return [Math.min(...ends), Math.max(...ends)];
}

/** A divisor away from 0; of whole numbers, from 1 up. */
function divisor(b: Value): Value {
  if (b.node.dtype !== "int32") return within(b, 0.5, 5);
  const positive = build.binary("maximum", build.unary("abs", b.node), build.scalar(1, "int32"));
  return value(positive, 1, Math.max(1, reach(b)));
}

const BINARY_ROWS: Readonly<Record<BinaryOp, (a: Value, b: Value) => Value>> = {
  add: (a, b) => value(build.binary("add", a.node, b.node), a.low + b.low, a.high + b.high),
  sub: (a, b) => value(build.binary("sub", a.node, b.node), a.low - b.high, a.high - b.low),
  mul: (a, b) => value(build.binary("mul", a.node, b.node), ...corners(a, b, (x, y) => x * y)),
  div: (a, b) => {
    const below = divisor(b);
    return value(build.binary("div", a.node, below.node), ...corners(a, below, (x, y) => x / y));
  },
  pow: (a, b) => value(build.binary("pow", within(a, 0.3, 3).node, within(b, -3, 3).node), 0, 40),
  maximum: (a, b) => value(build.binary("maximum", a.node, b.node), a.low, Math.max(a.high, b.high)),
  minimum: (a, b) => value(build.binary("minimum", a.node, b.node), Math.min(a.low, b.low), a.high),
  mod: (a, b) => {
    const by = divisor(b);
    return value(build.binary("mod", a.node, by.node), 0, by.high);
  },
  floorDiv: (a, b) => {
    const by = divisor(b);
    const [low, high] = corners(a, by, (x, y) => x / y);
    return value(build.binary("floorDiv", a.node, by.node), Math.floor(low), high);
  },
  atan2: (a, b) => value(build.binary("atan2", a.node, within(b, 0.3, 3).node), -1.6, 1.6),
};

const binaryRow =
  (op: BinaryOp): Build =>
  (pool) => {
    const x = pool.pick();
    if (!x) return undefined;
    const y = pool.partner(x);
    return pool.choose(2) === 0 ? BINARY_ROWS[op](x, y) : BINARY_ROWS[op](y, x);
  };

const compareRow =
  (op: CompareOp): Build =>
  (pool) => {
    const x = pool.pick();
    return x && value(build.compare(op, x.node, pool.partner(x).node), 0, 1);
  };

const logicRow =
  (op: "and" | "or"): Build =>
  (pool) => {
    const x = pool.pickOf("bool");
    return x && value(build.logic(op, x.node, pool.partner(x, (y) => y.node.dtype === "bool").node), 0, 1);
  };

/** What a reduction over `count` elements gives; a long product needs factors near 1. */
function reduceRow(op: ReduceOp, x: Value, axes: readonly number[], count: number): Value {
  const keep = (arg: Value, low: number, high: number) => value(build.reduce(op, arg.node, axes), low, high);
  if (op === "sum") return keep(x, Math.min(0, count * x.low), Math.max(0, count * x.high));
  if (op === "prod") return keep(within(x, Math.exp(-3 / count), Math.exp(3 / count)), 0.04, 21);
  if (op === "logProd") return keep(within(x, 0.2, 9), -1.7 * count, 2.2 * count);
  if (op === "logSumExp") return keep(within(x, -30, 30), -30, 30 + Math.log(count));
  if (op === "any" || op === "all") return keep(x, 0, 1);
  return keep(x, x.low, x.high);
}

const reduceRowOf =
  (op: ReduceOp): Build =>
  (pool) => {
    const x = pool.pickRank(1);
    if (!x) return undefined;
    const axes = pool.someAxes(x);
    const count = sizeOf(axes.map((axis) => x.node.shape[axis] as number));
    const reduced = reduceRow(op, x, axes, count);
    if (pool.choose(3) > 0) return reduced;
    const kept = x.node.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
    return { ...reduced, node: build.reshape(reduced.node, kept) };
  };

/** Another factorization of the same size. */
function otherShape(pool: ValuePool, size: number): number[] {
  const shape: number[] = [];
  let rest = size;
  for (const factor of [2, 3, 5, 7, 11]) {
    if (rest % factor === 0 && pool.choose(2) === 0) {
      shape.push(factor);
      rest /= factor;
    }
  }
  shape.splice(pool.choose(shape.length + 1), 0, rest);
  if (pool.choose(4) === 3) shape.splice(pool.choose(shape.length + 1), 0, 1);
  return shape.slice(0, 4).length === shape.length ? shape : [size];
}

const cut = (pool: ValuePool, extent: number): { begin: number; stride: number; size: number } => {
  const step = pool.oneOf([1, 1, 2, -1, 3, -2]);
  const first = pool.choose(Math.max(1, Math.min(extent, 4)));
  const begin = step > 0 ? first : extent - 1 - first;
  const most = Math.ceil((step > 0 ? extent - begin : begin + 1) / Math.abs(step));
  return { begin, stride: step, size: Math.max(1, most - pool.choose(2)) };
};

/** An input or constant over some of the palette's extents. */
const leaf =
  (
    make: (pool: ValuePool, shape: readonly number[], whole: boolean) => Node,
    palette: readonly number[],
  ): Build =>
  (pool) => {
    const [n, k, m] = palette as [number, number, number];
    const shapes = [
      [n],
      [k],
      [n, k],
      [],
      [k, n],
      [n, 1],
      [m],
      [n, m],
      [m, k],
      [1, k],
      [2, k, n],
      [k, k],
      [m, n],
    ];
    const fitting = shapes.filter((shape) => sizeOf(shape) <= LARGEST);
    const whole = pool.choose(4) === 3;
    const node = make(pool, pool.oneOf(fitting), whole);
    return node.dtype === "int32" ? value(node, 0, 6) : value(node, -2, 2);
  };

function rowsOf(kind: RowKind, builds: Readonly<Record<string, Build>>): Record<string, Row> {
  return Object.fromEntries(Object.entries(builds).map(([name, run]) => [name, { kind, run }]));
}

function each<N extends string>(names: readonly N[], make: (name: N) => Build): Record<string, Build> {
  return Object.fromEntries(names.map((name) => [name, make(name)]));
}

/** The rows by name, for inputs of the palette's extents. Several rows may make the same op in different ways. */
export function opRows(palette: readonly number[]): Readonly<Record<string, Row>> {
  return {
    ...rowsOf("input", leaves(palette)),
    ...rowsOf("unary", { ...each(UNARY_OPS, unaryRow), ...hostRows }),
    ...rowsOf("binary", each(BINARY_OPS, binaryRow)),
    ...rowsOf("comparison", { ...each(COMPARE_OPS, compareRow), ...logic }),
    ...rowsOf("reduction", each(REDUCE_OPS, reduceRowOf)),
    ...rowsOf("arrangement", arrangements),
    ...rowsOf("algorithm", algorithms),
    ...rowsOf("algorithm", matrixRows),
    ...rowsOf("loop", { scan: scanRow(() => opRows(palette)) }),
  };
}

function leaves(palette: readonly number[]): Record<string, Build> {
  return {
    parameter: leaf((pool, shape) => build.parameter(pool.freshName("p"), shape), palette),
    data: leaf((pool, shape, whole) => {
      const values = randomValues(pool.choose(1000), sizeOf(shape), whole ? 7 : undefined);
      return build.data(pool.freshName(whole ? "i" : "x"), values, shape, whole ? "int32" : "float64");
    }, palette),
    constant: leaf((pool, shape, whole) => {
      const values = randomValues(pool.choose(1000), sizeOf(shape), whole ? 7 : undefined);
      return build.constant(values, shape, whole ? "int32" : "float64");
    }, palette),
    scalar: (pool) => {
      const number = pool.oneOf([2, 0, 1, -1, 0.5, 3, -0.7, 49, 1.5]);
      return value(build.scalar(number), number, number);
    },
    iota: (pool) => {
      const size = pool.oneOf(palette);
      return value(build.iota(size), 0, size - 1);
    },
  };
}

const logic: Record<string, Build> = {
  isNaN: (pool) => {
    const x = pool.pick();
    return x && value(build.test("isNaN", x.node), 0, 1);
  },
  isFinite: (pool) => {
    const x = pool.pick();
    return x && value(build.test("isFinite", x.node), 0, 1);
  },
  and: logicRow("and"),
  or: logicRow("or"),
  not: (pool) => {
    const x = pool.pickOf("bool");
    return x && value(build.not(x.node), 0, 1);
  },
};

const arrangements: Record<string, Build> = {
  select: (pool) => {
    const condition = pool.pickOf("bool") ?? pool.pick();
    if (!condition) return undefined;
    const a = pool.partner(condition);
    const b = pool.partner(value(build.select(condition.node, a.node, a.node), a.low, a.high));
    const node = build.select(condition.node, a.node, b.node);
    return value(node, Math.min(a.low, b.low), Math.max(a.high, b.high));
  },
  cast: (pool) => {
    const x = pool.pick();
    const dtype = pool.oneOf(["float64", "int32", "bool"] as const);
    if (!x) return undefined;
    const [low, high] = dtype === "bool" ? [0, 1] : [Math.floor(x.low), Math.ceil(x.high)];
    return value(build.cast(x.node, dtype), low, high);
  },
  broadcast: (pool) => {
    const x = pool.pick();
    if (!x) return undefined;
    const shape = x.node.shape.map((extent) => (extent === 1 ? pool.oneOf([3, 2, 40]) : extent));
    return { ...x, node: build.broadcast(x.node, pool.choose(2) === 0 ? [2, ...shape] : shape) };
  },
  reshape: (pool) => {
    const x = pool.pick();
    return x && { ...x, node: build.reshape(x.node, otherShape(pool, sizeOf(x.node.shape))) };
  },
  squeeze: (pool) => {
    const x = pool.pick();
    return (
      x && {
        ...x,
        node: build.reshape(
          x.node,
          x.node.shape.filter((extent) => extent !== 1),
        ),
      }
    );
  },
  transpose: (pool) => {
    const x = pool.pickRank(2);
    if (!x) return undefined;
    const rest = pool.axes(x);
    const permutation = pool
      .axes(x)
      .map(() => rest.splice(rest.length - 1 - pool.choose(rest.length), 1)[0] as number);
    return { ...x, node: build.transpose(x.node, permutation) };
  },
  slice: (pool) => {
    const x = pool.pickRank(1);
    if (!x) return undefined;
    const cuts = x.node.shape.map((extent) => cut(pool, extent));
    const node = build.slice(
      x.node,
      cuts.map((c) => c.begin),
      cuts.map((c) => c.size),
      cuts.map((c) => c.stride),
    );
    return { ...x, node };
  },
  pad: (pool) => {
    const x = pool.pickRank(1);
    if (!x) return undefined;
    const before = x.node.shape.map(() => pool.choose(3));
    const shape = x.node.shape.map((extent, axis) => extent + (before[axis] as number) + pool.choose(3));
    return value(
      build.pad(x.node, before, shape, x.node.dtype === "float64" ? 0.25 : 1),
      Math.min(0, x.low),
      Math.max(1, x.high),
    );
  },
  concat: (pool) => {
    const x = pool.pickRank(1);
    if (!x) return undefined;
    const axis = pool.choose(x.node.shape.length);
    const others = pool.all.filter(
      ({ node }) =>
        node.shape.length === x.node.shape.length &&
        node.shape.every((n, i) => i === axis || n === x.node.shape[i]),
    );
    const parts = [
      x,
      ...Array.from({ length: 1 + pool.choose(3) }, () => (others.length > 0 ? pool.oneOf(others) : x)),
    ];
    const node = build.concat(
      parts.map((part) => part.node),
      axis,
    );
    return value(node, Math.min(...parts.map((p) => p.low)), Math.max(...parts.map((p) => p.high)));
  },
};

/** Indices that are constant, bound with the data, or computed from other values. */
function indices(pool: ValuePool, extent: number, size?: number): Node | undefined {
  const kind = size === undefined ? pool.choose(3) : pool.choose(2);
  const x = kind === 2 ? pool.pick((one) => one.node.shape.length <= 2) : undefined;
  if (x) return indicesFrom(x, extent);
  const shape = size === undefined ? pool.oneOf([[5], [40], [3, 2], []]) : [size];
  const values = randomValues(pool.choose(1000), sizeOf(shape), extent);
  if (kind === 0) return build.constant(values, shape, "int32");
  // Bound data hold numbers below 7: they are indices as they are where these are in range.
  const bound = build.data(pool.freshName("i"), values, shape, "int32");
  return extent >= 7 ? bound : indicesFrom(value(bound, 0, extent - 1), extent);
}

const algorithms: Record<string, Build> = {
  ...lineOps,
  gather: (pool) => {
    const x = pool.pickRank(1);
    if (!x) return undefined;
    const axis = pool.choose(x.node.shape.length);
    const at = indices(pool, x.node.shape[axis] as number);
    const size = at
      ? (sizeOf(x.node.shape) / (x.node.shape[axis] as number)) * sizeOf(at.shape)
      : LARGEST + 1;
    return at && size <= LARGEST ? { ...x, node: build.gather(x.node, at, axis) } : undefined;
  },
  scatterAdd: (pool) => {
    const x = pool.pickRank(1);
    if (!x) return undefined;
    const axis = pool.choose(x.node.shape.length);
    const extent = pool.oneOf([3, 1, 8, 30]);
    const count = x.node.shape[axis] as number;
    const at = indices(pool, extent, count) as Node;
    const node = build.scatterAdd(x.node, at, axis, x.node.shape.with(axis, extent));
    return value(node, Math.min(0, count * x.low), Math.max(0, count * x.high));
  },
  softmax: (pool) => {
    const x = pool.pickRank(1);
    return x && value(build.softmax(within(x, -30, 30).node, pool.someAxes(x)), 0, 1);
  },
};
