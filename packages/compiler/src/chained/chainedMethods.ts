// What the chained methods do, x.add(y) for tf.add(x, y): importing this module installs them on tfjs's tensors.
// tfjs-core's Node bundle has none of its own; names and arguments are those of the union package.
import * as tf from "@tensorflow/tfjs-core";
import { asTensor, type Numeric } from "../capture/asTensor.ts";
import { BACKEND_NAME } from "../capture/backend.ts";
import { besselRatio, logBesselI0, logBesselI1 } from "../special/besselFunctions.ts";
import {
  erfc, erfcx, erfinv, normalCdf, normalLogCdf, normalQuantile,
} from "../special/errorFunctions.ts"; // biome-ignore format: a list
import { digamma, lgamma, logBeta, logBinomial, multigammaln, trigamma } from "../special/gammaFunctions.ts";
import {
  betainc,
  gammainc,
  gammaincc,
  logBetainc,
  logGammainc,
  logGammaincc,
} from "../special/incompleteIntegrals.ts";
import * as linalg from "../special/linalg.ts";
import {
  log1mexp, log1pexp, logaddexp, logit, logSoftmax, logSumExp, xlog1py, xlogy,
} from "../special/logarithms.ts"; // biome-ignore format: a list
import { installMethods, type TensorFunction } from "./installMethods.ts";
import {
  BINARY,
  type LinalgBinary,
  type LinalgUnary,
  type OtherMethods,
  REDUCTIONS,
  type SpecialBinary,
  type SpecialUnary,
  UNARY,
} from "./methods.ts";

/** A number or array keeps its float64 value when Nutmeg computes; otherwise it is left to tfjs. */
function operand(value: Numeric): tf.Tensor {
  return (tf.engine().backendName === BACKEND_NAME ? asTensor(value) : value) as tf.Tensor;
}

/** What concat and stack join to a tensor: one value, or an array of tensors. */
function listOf(values: Numeric | readonly tf.Tensor[]): tf.Tensor[] {
  const several = Array.isArray(values) && values.some((value) => value instanceof tf.Tensor);
  return several ? [...(values as readonly tf.Tensor[])] : [operand(values as Numeric)];
}

const others: {
  readonly [K in keyof OtherMethods]: (x: tf.Tensor, ...rest: Parameters<OtherMethods[K]>) => unknown;
} = {
  argMax: (x, axis) => tf.argMax(x, axis),
  argMin: (x, axis) => tf.argMin(x, axis),
  as1D: (x) => tf.reshape(x, [x.size]),
  as2D: (x, ...shape) => tf.reshape(x, shape),
  as3D: (x, ...shape) => tf.reshape(x, shape),
  as4D: (x, ...shape) => tf.reshape(x, shape),
  as5D: (x, ...shape) => tf.reshape(x, shape),
  asScalar: (x) => tf.reshape(x, []),
  asType: (x, dtype) => tf.cast(x, dtype),
  batchNorm: (x, mean, variance, offset, scale, epsilon) =>
    tf.batchNorm(
      x,
      mean as tf.Tensor1D,
      variance as tf.Tensor1D,
      offset as tf.Tensor1D,
      scale as tf.Tensor1D,
      epsilon,
    ),
  betainc: (x, b, at) => betainc(x, b, at),
  broadcastTo: (x, shape) => tf.broadcastTo(x, shape as [number]),
  cast: (x, dtype) => tf.cast(x, dtype),
  clipByValue: (x, min, max) => tf.clipByValue(x, min, max),
  concat: (x, tensors, axis) => tf.concat([x, ...listOf(tensors)], axis),
  cumprod: (x, axis, exclusive, reverse) => tf.cumprod(x, axis, exclusive, reverse),
  cumsum: (x, axis, exclusive, reverse) => tf.cumsum(x, axis, exclusive, reverse),
  expandDims: (x, axis) => tf.expandDims(x, axis),
  flatten: (x) => tf.reshape(x, [x.size]),
  gather: (x, indices, axis, batchDims) => tf.gather(x, indices as tf.Tensor, axis, batchDims),
  leakyRelu: (x, alpha) => tf.leakyRelu(x, alpha),
  logBetainc: (x, b, at) => logBetainc(x, b, at),
  logSoftmax: (x, axis) => logSoftmax(x, axis),
  logSumExp: (x, axis, keepDims, weights) => logSumExp(x, axis, keepDims, weights),
  multigammaln: (x, dimension) => multigammaln(x, dimension),
  matMul: (x, b, transposeA, transposeB) => tf.matMul(x, operand(b), transposeA, transposeB),
  mirrorPad: (x, paddings, mode) => tf.mirrorPad(x, paddings, mode),
  norm: (x, ord, axis, keepDims) => tf.norm(x, ord, axis, keepDims),
  oneHot: (x, depth, onValue, offValue) => tf.oneHot(x, depth, onValue, offValue),
  pad: (x, paddings, constantValue) => tf.pad(x, paddings, constantValue),
  reshape: (x, shape) => tf.reshape(x, shape),
  reshapeAs: (x, like) => tf.reshape(x, like.shape),
  reverse: (x, axis) => tf.reverse(x, axis),
  slice: (x, begin, size) => tf.slice(x, begin as [number], size as [number]),
  softmax: (x, dim) => tf.softmax(x, dim),
  split: (x, numOrSizeSplits, axis) => tf.split(x, numOrSizeSplits, axis),
  squeeze: (x, axis) => tf.squeeze(x, axis),
  stack: (x, tensors, axis) => tf.stack([x, ...listOf(tensors)], axis),
  step: (x, alpha) => tf.step(x, alpha),
  stridedSlice: (x, begin, end, strides) => tf.stridedSlice(x, begin, end, strides),
  tile: (x, reps) => tf.tile(x, reps),
  toBool: (x) => tf.cast(x, "bool"),
  toFloat: (x) => tf.cast(x, "float32"),
  toInt: (x) => tf.cast(x, "int32"),
  topk: (x, k, sorted) => tf.topk(x, k, sorted),
  transpose: (x, perm) => tf.transpose(x, perm),
  triangularSolve: (x, b, options) => linalg.triangularSolve(x, b, options),
  unique: (x, axis) => tf.unique(x, axis),
  unsortedSegmentSum: (x, ids, numSegments) => tf.unsortedSegmentSum(x, ids as tf.Tensor1D, numSegments),
  unstack: (x, axis) => tf.unstack(x, axis),
  where: (x, condition, otherwise) => tf.where(condition as tf.Tensor, x, operand(otherwise)),
};

const specialUnary: Record<SpecialUnary, TensorFunction> = {
  besselRatio,
  digamma,
  erfc,
  erfcx,
  erfinv,
  lgamma,
  log1mexp,
  log1pexp,
  logBesselI0,
  logBesselI1,
  logit,
  normalCdf,
  normalLogCdf,
  normalQuantile,
  trigamma,
};
const specialBinary: Record<SpecialBinary, TensorFunction> = {
  gammainc,
  gammaincc,
  logBeta,
  logBinomial,
  logGammainc,
  logGammaincc,
  logaddexp,
  xlog1py,
  xlogy,
};

const linalgUnary: Record<LinalgUnary, TensorFunction> = {
  cholesky: linalg.cholesky,
  choleskyInverse: linalg.choleskyInverse,
  diag: linalg.diag,
  diagPart: linalg.diagPart,
  inverse: linalg.inverse,
  logdet: linalg.logdet,
};
const linalgBinary: Record<LinalgBinary, TensorFunction> = {
  choleskySolve: linalg.choleskySolve,
  inverseQuadraticForm: linalg.inverseQuadraticForm,
  solve: linalg.solve,
};

type BinaryFunction = (x: tf.Tensor, y: tf.Tensor) => tf.Tensor;
type Reduction = (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor;

const family = (
  names: readonly string[],
  make: (name: never) => TensorFunction,
): Record<string, TensorFunction> => Object.fromEntries(names.map((name) => [name, make(name as never)]));

/** The families by name; they are looked up by name, so all of tfjs's ops stay in a bundle. */
const ops: Pick<typeof tf, (typeof UNARY | typeof BINARY | typeof REDUCTIONS)[number]> = tf;

/** Every chained method, by name. */
export const chainedMethods: Readonly<Record<string, TensorFunction>> = {
  ...family(UNARY, (name: (typeof UNARY)[number]) => (x) => ops[name](x)),
  ...family(
    BINARY,
    (name: (typeof BINARY)[number]) => (x, y) => (ops[name] as BinaryFunction)(x, operand(y)),
  ),
  ...family(
    REDUCTIONS,
    (name: (typeof REDUCTIONS)[number]) =>
      (x, ...rest) =>
        (ops[name] as Reduction)(x, ...rest),
  ),
  ...specialUnary,
  ...specialBinary,
  ...linalgUnary,
  ...linalgBinary,
  ...others,
};

installMethods(chainedMethods);
