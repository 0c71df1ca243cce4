// The compiler's public face: capture a tfjs function, differentiate it, interpret it, compile it.
export type { ArrayTree, ResultArray } from "./callable/array.ts";
export {
  type CallArguments,
  type CompiledFunction,
  type CompileFunctionOptions,
  compile,
  type GradientOf,
} from "./callable/compile.ts";
export { asTensor, type NestedArray, type Numeric, type NumericArray } from "./capture/asTensor.ts";
export { capturing } from "./capture/capturing.ts";
export { type DrawOptions, draw } from "./capture/draw.ts";
export type { TensorDType } from "./capture/dtypes.ts";
export { flatten as flattenTree, type Tree } from "./capture/flatTree.ts";
export { dataTensor, isKnown, parameterTensor, valuesOf } from "./capture/inputs.ts";
export { type OdeOptions, odeint } from "./capture/odeint.ts";
export { programOf } from "./capture/programOf.ts";
export { RandomKey } from "./capture/randomKey.ts";
export { type ScanOptions, scan, stepsOf, type TensorTree } from "./capture/scan.ts";
export { nodeOf, tensorOf } from "./capture/tensors.ts";
export type { NumericTree } from "./capture/tree.ts";

import "./chained/chainedMethods.ts";

export type { ChainedMethods } from "./chained/methods.ts";
export { compileHessian } from "./compileHessian.ts";
export { type CompileOptions, type CompileSettings, compileProgram } from "./compileProgram.ts";
export { compileTfjs, compileTfjsDensity, type TfjsOptions } from "./compileTfjs.ts";
export { type DerivativeTree, grad, hessian, hvp, valueAndGrad } from "./differentiate.ts";
export { InternalError, UnsupportedError, UsageError } from "./errors.ts";
export { explain } from "./explain.ts";
export { directionName, hessianVectorProduct, productName } from "./gradient/hessianVectorProduct.ts";
export { gradientName, valueAndGradient } from "./gradient/valueAndGradient.ts";
export { type Bindings, evaluateNode, interpret } from "./interpreter/evaluate.ts";
export type { SamplerFactory, Uniform } from "./program/draw.ts";
export type { DType, Node, Shape } from "./program/node.ts";
export { printProgram } from "./program/print.ts";
export { dataOf, makeProgram, type Program, parametersOf, topologicalOrder } from "./program/program.ts";
export { broadcastShapes, sameShape, showShape, sizeOf } from "./program/shape.ts";
export { structureOf } from "./program/structureOf.ts";
export { besselRatio, logBesselI0, logBesselI1 } from "./special/besselFunctions.ts";
export {
  erf,
  erfc,
  erfcx,
  erfinv,
  normalCdf,
  normalLogCdf,
  normalQuantile,
} from "./special/errorFunctions.ts";
export {
  digamma,
  lgamma,
  logBeta,
  logBinomial,
  multigammaln,
  polygamma,
  trigamma,
  zeta,
} from "./special/gammaFunctions.ts";
export {
  betainc,
  gammainc,
  gammaincc,
  logBetainc,
  logGammainc,
  logGammaincc,
} from "./special/incompleteIntegrals.ts";
export * as linalg from "./special/linalg.ts";
export { cholesky, diagPart, triangularSolve } from "./special/linalg.ts";
export {
  log1mexp,
  log1pexp,
  logaddexp,
  logit,
  logSigmoid,
  logSoftmax,
  logSumExp,
  softmax,
  xlog1py,
  xlogy,
} from "./special/logarithms.ts";
export { argWhere, booleanMask } from "./special/selection.ts";
export type { TfjsDensity } from "./targets/tfjs/tfjsDensity.ts";
export type { TfjsExecutable, TfjsParameters } from "./targets/tfjs/tfjsExecutable.ts";
export { vmap } from "./vmap.ts";
