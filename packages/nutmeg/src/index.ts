// The umbrella package: everything a modeller needs under one name. Re-exports, nothing else.
export {
  asTensor,
  betainc,
  type CompileOptions,
  cholesky,
  compileProgram,
  digamma,
  erf,
  erfc,
  erfinv,
  gammainc,
  InternalError,
  lgamma,
  log1mexp,
  log1pexp,
  logaddexp,
  logBeta,
  logBinomial,
  logit,
  logSigmoid,
  logSoftmax,
  logSumExp,
  type Numeric,
  type NumericTree,
  normalCdf,
  normalLogCdf,
  RandomKey,
  softmax,
  triangularSolve,
  trigamma,
  UnsupportedError,
  UsageError,
  vmap,
  xlog1py,
  xlogy,
} from "@nutmeg-ppl/compiler";
export * as diagnostics from "@nutmeg-ppl/diagnostics";
export * from "@nutmeg-ppl/distributions";
export * from "@nutmeg-ppl/infer";
export * from "@nutmeg-ppl/model";
export * as tf from "@tensorflow/tfjs-core";
