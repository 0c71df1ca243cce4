// Public names of @nutmeg-ppl/infer: samplers, MCMC, Predictive, and the contracts that they are built on.
export { type SbcOptions, type Simulated, sbc } from "./calibration/sbc.ts";
export { SbcResult, type ScalarCalibration } from "./calibration/sbcResult.ts";
export type { ChainProgress, ChainState, Tally, WarmupSummary } from "./chain.ts";
export type { ChainMethod } from "./chains/runChains.ts";
export type { ExtraField } from "./drawBlock.ts";
export type { PosteriorSamples } from "./draws/givenDraws.ts";
export { initToClusters } from "./init/initToClusters.ts";
export { initToMode } from "./init/initToMode.ts";
export { initToPathfinder } from "./init/initToPathfinder.ts";
export type {
  Block,
  BlocksData,
  DenseData,
  DiagonalData,
  LowRankData,
  MetricData,
} from "./kernels/metricData.ts";
export type { BatchedLogDensity, LogDensity } from "./logDensity.ts";
export type { RunState } from "./mcmc/chainTasks.ts";
export { MCMC, type MCMCOptions, type ResumeOptions } from "./mcmc/mcmc.ts";
export { readStore } from "./mcmc/readStore.ts";
export type { ChainRecord, GetSamplesOptions, RunDraws, RunSummaryOptions } from "./mcmc/runDraws.ts";
export type { ChainModes, ModeOfChains } from "./modes/chainModes.ts";
export type { PathfinderOptions, PathSummary } from "./pathfinder/multiPathfinder.ts";
export { type PathfinderResult, type PathfinderRunOptions, pathfinder } from "./pathfinder/pathfinder.ts";
export { Predictive, type PredictiveOptions } from "./predictive/predictive.ts";
export type { ProgressOption } from "./progress/makeProgress.ts";
export type { Relabelling } from "./relabel/relabelling.ts";
export type { SamplerOptions } from "./samplerSettings.ts";
export { HMC, type HMCOptions } from "./samplers/hmcSampler.ts";
export { NUTS, type NUTSOptions } from "./samplers/nutsSampler.ts";
export type { CommonOptions, Sampler } from "./samplers/sampler.ts";
export type { Device } from "./targets/target.ts";
export {
  type InitializeModelOptions,
  initializeModel,
  type ModelInfo,
  potentialEnergy,
} from "./utilities/initializeModel.ts";
export {
  type LogLikelihoodChunk,
  type LogLikelihoodChunkOptions,
  type LogLikelihoodOptions,
  logLikelihood,
  logLikelihoodChunks,
} from "./utilities/logLikelihood.ts";
