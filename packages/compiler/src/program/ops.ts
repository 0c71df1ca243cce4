// The primitive operations of a program: their names, grouped by how they act, and the attributes each one carries.
// Not here: their shape rules (build.ts), meaning (interpreter/), gradients (gradient/) or code (targets/).

import type { ScanAttributes } from "./body.ts";
import type { OdeAttributes } from "./buildOdeint.ts";
import type { DrawAttributes } from "./draw.ts";

/** Elementwise functions of one float argument. */
export const UNARY_OPS = [
  "neg", "abs", "sign", "floor", "ceil", "round", "sqrt", "exp", "expm1", "log", "log1p",
  "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh",
  "sigmoid", "softplus", "erf", "erfc", "erfcx", "erfinv", "normalLogCdf", "normalQuantile",
  "lgamma", "digamma", "trigamma", "logBesselI0", "besselRatio",
] as const; // biome-ignore format: a table
export type UnaryOp = (typeof UNARY_OPS)[number];

/** Elementwise predicates of one float argument. */
export const TEST_OPS = ["isNaN", "isFinite"] as const;
export type TestOp = (typeof TEST_OPS)[number];

/** Elementwise functions of two float arguments of equal shape. */
export const BINARY_OPS = [
  "add", "sub", "mul", "div", "pow", "maximum", "minimum", "mod", "floorDiv", "atan2",
] as const; // biome-ignore format: a table
export type BinaryOp = (typeof BINARY_OPS)[number];

/** Elementwise comparisons of two arguments of equal shape, giving bool. */
export const COMPARE_OPS = ["equal", "notEqual", "less", "lessEqual", "greater", "greaterEqual"] as const;
export type CompareOp = (typeof COMPARE_OPS)[number];

/** Elementwise logic on bool. */
export const LOGIC_OPS = ["and", "or", "not"] as const;
export type LogicOp = (typeof LOGIC_OPS)[number];

/** Reductions over a set of axes, which disappear from the shape. */
export const REDUCE_OPS = [
  "sum",
  "prod",
  "max",
  "min",
  "any",
  "all",
  "logSumExp",
  "shiftMax",
  "logProd",
] as const;
export type ReduceOp = (typeof REDUCE_OPS)[number];

/** Elementwise functions of several float arguments that compiled code asks of its host (runtime/hostMath.ts). */
export const HOST_OPS = [
  "gammainc", "gammaincc", "logGammainc", "logGammaincc", "logGammaincByShape", "logGammainccByShape", "logGammaDensity",
  "betainc", "logBetainc", "logBetaincByA", "logBetaincByB", "logBetaDensity", "zeta",
] as const; // biome-ignore format: a table
export type HostOp = (typeof HOST_OPS)[number];

type Nothing = Readonly<Record<string, never>>;
interface Axes {
  /** Sorted, distinct, non-negative. */
  readonly axes: readonly number[];
  /** A proven interval that holds every element of the result, for a sum known to be bounded. */
  readonly bounds?: readonly [number, number];
}
interface Axis {
  readonly axis: number;
}

/** Numbers as they came: a Float32Array where that has them all exactly, which halves the memory that they take. */
export type HeldNumbers = Float64Array | Float32Array;

/** What each op carries beside its inputs. The result's shape and dtype sit on the node. */
export type OpAttributes = {
  /** An input to differentiate with respect to; its value changes at every evaluation. */
  parameter: { readonly name: string };
  /** An input whose value changes rarely; `values` is what it was bound to at capture. */
  data: { readonly name: string; readonly values: HeldNumbers };
  constant: { readonly values: HeldNumbers };
  /** 0, 1, ..., n-1 as a vector of shape [n]. */
  iota: Nothing;
  /** Change of dtype; to int32 truncates, to bool tests for non-zero. */
  cast: Nothing;
  select: Nothing;
  /** Repeats along new leading axes and along axes of size 1 (NumPy's rule). */
  broadcast: Nothing;
  reshape: Nothing;
  transpose: { readonly permutation: readonly number[] };
  /** Element i of axis a is element begin[a] + i * stride[a] of the input; a stride may be negative. */
  slice: { readonly begin: readonly number[]; readonly stride: readonly number[] };
  /** Surrounds the input, which starts at before[a] on axis a, by `value`. */
  pad: { readonly before: readonly number[]; readonly value: number };
  concat: Axis;
  /** inputs: table, indices. The axis is replaced by the shape of the indices. */
  gather: Axis;
  /** inputs: updates, indices. The transpose of gather: adds updates into zeros. */
  scatterAdd: Axis;
  argMax: Axis;
  argMin: Axis;
  /** exp(x) / sum(exp(x)) over the axes. */
  softmax: Axes;
  cumsum: { readonly axis: number; readonly exclusive: boolean; readonly reverse: boolean };
  /**
   * inputs: factors a, terms b, of one shape. Along the axis y[i] = a[i] y[i - 1] + b[i], or a[i] y[i + 1] + b[i] in
   * reverse; the element that comes first is its term, and its factor is not read.
   */
  recurrence: { readonly axis: number; readonly reverse: boolean };
  /** [..., m, k] x [..., k, n], equal batch shapes. */
  matMul: Nothing;
  /** Lower Cholesky factor of [..., n, n]; NaN where not positive definite. Reads the lower triangle. */
  cholesky: Nothing;
  /** The inverse of L L' for lower-triangular L [..., n, n], whole and symmetric. */
  choleskyInverse: Nothing;
  /** The diagonal [..., n] of [..., n, n]. */
  diagPart: Nothing;
  /** inputs: lower-triangular L [..., n, n], B [..., n, m]. Solves L X = B, or L' X = B. */
  triangularSolve: { readonly transpose: boolean };
  /** The factor R of A = QR for A [n, m]: upper triangular [m, m], diagonal not negative, R'R = A'A. No gradient: of data only. */
  qrFactor: Nothing;
  /** Random numbers made by a host sampler. */
  draw: DrawAttributes;
  /** A loop. inputs: first carries, xs, closed-over values. The vector of all its parts, each row-major, one after the other. */
  scan: ScanAttributes;
  /**
   * The solution of y' = f(t, y). inputs: times, closed-over values, components of y at the first time. The vector of all
   * parts: each component at all times.
   */
  odeint: OdeAttributes;
  /** One result of a loop, its input. Of a scan: last carries are counted first, then what steps yielded. */
  part: { readonly index: number };
  /** Inside the body of a loop: what stands for its argument at this position. */
  argument: { readonly position: number };
} & { [O in UnaryOp | TestOp | BinaryOp | CompareOp | LogicOp | HostOp]: Nothing } & {
  [O in ReduceOp]: Axes;
};

export type OpName = keyof OpAttributes;
