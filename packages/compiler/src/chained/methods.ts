// The types of the chained methods: what x.f(...) takes and gives. chainedMethods.ts has what they do.
import type * as tf from "@tensorflow/tfjs-core";
import type { Numeric } from "../capture/asTensor.ts";
import type { TensorDType } from "../capture/dtypes.ts";

type Axes = number | number[];
type Paddings = [number, number][];

/** Functions of one tensor that keep its shape: x.exp() is tf.exp(x). */
export const UNARY = [
  "abs", "acos", "acosh", "asin", "asinh", "atan", "atanh", "ceil", "cos", "cosh", "elu", "erf", "exp", "expm1", "floor",
  "isFinite", "isInf", "isNaN", "log", "log1p", "logSigmoid", "logicalNot", "neg", "onesLike", "reciprocal", "relu",
  "relu6", "round", "rsqrt", "selu", "sigmoid", "sign", "sin", "sinh", "softplus", "sqrt", "square", "tan", "tanh",
  "zerosLike",
] as const; // biome-ignore format: a list

/** Functions of two tensors: x.add(y) is tf.add(x, y). A number or array y keeps its float64 value. */
export const BINARY = [
  "add", "atan2", "div", "divNoNan", "dot", "equal", "floorDiv", "greater", "greaterEqual", "less", "lessEqual",
  "logicalAnd", "logicalOr", "logicalXor", "maximum", "minimum", "mod", "mul", "notEqual", "outerProduct", "pow", "prelu",
  "squaredDifference", "sub",
] as const; // biome-ignore format: a list

/** Reductions over some axes, or all: x.sum(axis, keepDims) is tf.sum(x, axis, keepDims). */
export const REDUCTIONS = ["all", "any", "euclideanNorm", "max", "mean", "min", "prod", "sum"] as const;

/** Functions that tfjs lacks. */
export type SpecialUnary =
  | "besselRatio" | "digamma" | "erfc" | "erfcx" | "erfinv" | "lgamma" | "log1mexp" | "log1pexp" | "logBesselI0"
  | "logBesselI1" | "logit" | "normalCdf" | "normalLogCdf" | "normalQuantile" | "trigamma"; // biome-ignore format: a list
/** Of matrices, in linalg. */
export type LinalgUnary = "cholesky" | "choleskyInverse" | "diag" | "diagPart" | "inverse" | "logdet";
export type LinalgBinary = "choleskySolve" | "inverseQuadraticForm" | "solve";
export type SpecialBinary =
  | "gammainc"
  | "gammaincc"
  | "logBeta"
  | "logBinomial"
  | "logGammainc"
  | "logGammaincc"
  | "logaddexp"
  | "xlog1py"
  | "xlogy";

type UnaryMethod = <T extends tf.Tensor>(this: T) => T;
// Method signatures in an object type, because their arguments are compared bivariantly: so tfjs's own declarations,
// where the union package brings them too, may accept less.
type BinaryMethod = { method<T extends tf.Tensor>(b: Numeric): T }["method"];
type MatrixMethod = { method<T extends tf.Tensor>(): T }["method"];
type ReductionMethod = { method<T extends tf.Tensor>(axis?: Axes, keepDims?: boolean): T }["method"];

/** Methods whose arguments are their own; those of the tfjs function of the same name unless said otherwise. */
export interface OtherMethods {
  argMax<T extends tf.Tensor>(axis?: number): T;
  argMin<T extends tf.Tensor>(axis?: number): T;
  as1D(): tf.Tensor1D;
  as2D(rows: number, columns: number): tf.Tensor2D;
  as3D(rows: number, columns: number, depth: number): tf.Tensor3D;
  as4D(rows: number, columns: number, depth: number, depth2: number): tf.Tensor4D;
  as5D(rows: number, columns: number, depth: number, depth2: number, depth3: number): tf.Tensor5D;
  asScalar(): tf.Scalar;
  asType<T extends tf.Tensor>(this: T, dtype: TensorDType): T;
  batchNorm<T extends tf.Tensor>(
    this: T,
    mean: tf.Tensor1D | T,
    variance: tf.Tensor1D | T,
    offset?: tf.Tensor1D | T,
    scale?: tf.Tensor1D | T,
    varianceEpsilon?: number,
  ): T;
  /** The incomplete beta function with this tensor as its first shape. */
  betainc<T extends tf.Tensor>(b: Numeric, x: Numeric): T;
  broadcastTo<T extends tf.Tensor>(shape: number[]): T;
  cast<T extends tf.Tensor>(this: T, dtype: TensorDType): T;
  clipByValue<T extends tf.Tensor>(min: number, max: number): T;
  concat<T extends tf.Tensor>(tensors: Numeric | readonly tf.Tensor[], axis?: number): T;
  cumprod<T extends tf.Tensor>(axis?: number, exclusive?: boolean, reverse?: boolean): T;
  cumsum<T extends tf.Tensor>(axis?: number, exclusive?: boolean, reverse?: boolean): T;
  expandDims<T extends tf.Tensor>(axis?: number): T;
  flatten(): tf.Tensor1D;
  gather<T extends tf.Tensor>(indices: Numeric, axis?: number, batchDims?: number): T;
  leakyRelu<T extends tf.Tensor>(alpha?: number): T;
  logBetainc<T extends tf.Tensor>(b: Numeric, x: Numeric): T;
  logSoftmax<T extends tf.Tensor>(this: T, axis?: number): T;
  logSumExp<T extends tf.Tensor>(axis?: Axes, keepDims?: boolean, weights?: Numeric): T;
  matMul<T extends tf.Tensor>(b: Numeric, transposeA?: boolean, transposeB?: boolean): T;
  multigammaln<T extends tf.Tensor>(this: T, dimension: number): T;
  mirrorPad<T extends tf.Tensor>(paddings: Paddings, mode: "reflect" | "symmetric"): T;
  norm<T extends tf.Tensor>(ord?: number | "euclidean" | "fro", axis?: Axes, keepDims?: boolean): T;
  oneHot(depth: number, onValue?: number, offValue?: number): tf.Tensor;
  pad<T extends tf.Tensor>(paddings: Paddings, constantValue?: number): T;
  reshape<T extends tf.Tensor>(shape: number[]): T;
  reshapeAs<T extends tf.Tensor>(like: T): T;
  reverse<T extends tf.Tensor>(this: T, axis?: Axes): T;
  slice<T extends tf.Tensor>(this: T, begin: Axes, size?: Axes): T;
  softmax<T extends tf.Tensor>(this: T, dim?: number): T;
  split<T extends tf.Tensor>(numOrSizeSplits: Axes, axis?: number): T[];
  squeeze<T extends tf.Tensor>(axis?: number[]): T;
  stack<T extends tf.Tensor>(tensors: Numeric | readonly tf.Tensor[], axis?: number): T;
  step<T extends tf.Tensor>(this: T, alpha?: number): T;
  stridedSlice(begin: number[], end: number[], strides: number[]): tf.Tensor;
  tile<T extends tf.Tensor>(reps: number[]): T;
  toBool<T extends tf.Tensor>(this: T): T;
  toFloat<T extends tf.Tensor>(this: T): T;
  toInt<T extends tf.Tensor>(this: T): T;
  /** The k largest elements along the last axis, and where they are. */
  topk<T extends tf.Tensor>(this: T, k?: number, sorted?: boolean): { values: T; indices: T };
  transpose<T extends tf.Tensor>(perm?: number[]): T;
  /** linalg.triangularSolve with this tensor as the triangle. */
  triangularSolve<T extends tf.Tensor>(b: Numeric, options?: { transpose?: boolean }): T;
  unique<T extends tf.Tensor>(this: T, axis?: number): { values: T; indices: tf.Tensor1D };
  unsortedSegmentSum<T extends tf.Tensor>(segmentIds: Numeric, numSegments: number): T;
  unstack<T extends tf.Tensor>(axis?: number): T[];
  /** This tensor where the condition holds, else `otherwise`. */
  where<T extends tf.Tensor>(condition: Numeric, otherwise: Numeric): T;
}

type FamilyMethods = { [K in (typeof UNARY)[number] | SpecialUnary]: UnaryMethod } & {
  [K in (typeof BINARY)[number] | SpecialBinary | LinalgBinary]: BinaryMethod;
} & { [K in (typeof REDUCTIONS)[number]]: ReductionMethod } & { [K in LinalgUnary]: MatrixMethod };

/** Every op that Nutmeg captures, as a method of a tensor. */
export interface ChainedMethods extends FamilyMethods, OtherMethods {}

declare module "@tensorflow/tfjs-core/dist/tensor.js" {
  interface Tensor<R extends tf.Rank = tf.Rank> extends ChainedMethods {}
}
