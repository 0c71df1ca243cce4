// The model language: primitives, handlers that give them meaning, and the log density of a model as a program.
export type { CapturedArguments, CapturedData, ModelArguments, NestedNumbers } from "./arguments.ts";
export { captureArguments } from "./captureArguments.ts";
export { bindings } from "./density/bindings.ts";
export { type ChooseUnconstrained, fillLatents, type OpenSite } from "./density/fillLatents.ts";
export { type LatentSpace, latentSpace } from "./density/latentSpace.ts";
export { logDensity, type Model } from "./density/logDensity.ts";
export { formatSiteRows, type SiteRow, siteRows } from "./density/siteRows.ts";
export { siteLogProb } from "./density/siteTerms.ts";
export { unconstrain } from "./density/unconstrain.ts";
export {
  type ConstrainedSite,
  type LatentSite,
  type UnconstrainedModel,
  type UnconstrainedModelOptions,
  unconstrainedModel,
} from "./density/unconstrainedModel.ts";
export type {
  DeterministicSite,
  InferHints,
  Message,
  MessageType,
  ParamSite,
  PlateFrame,
  PlateSite,
  SampleMessage,
  SampleSite,
  Site,
  SiteType,
  Trace,
} from "./effects/message.ts";
export { type Handler, withHandler } from "./effects/stack.ts";
export {
  type AssignedMixture,
  type AssignedMixtures,
  assignedMixtures,
} from "./exchange/assignedMixtures.ts";
export {
  type ExchangeableGroup,
  exchangeableGroups,
  type GroupMember,
} from "./exchange/exchangeableGroups.ts";
export { isMixture } from "./exchange/isMixture.ts";
export { permuteAxis } from "./exchange/permuteAxis.ts";
export { drawPrior, type SiteValue } from "./forward/drawPrior.ts";
export {
  type ForwardProgram,
  type ForwardSite,
  forwardProgram,
  givenInput,
  KEY_INPUT,
} from "./forward/forwardProgram.ts";
export { type BlockOptions, block } from "./handlers/block.ts";
export { condition } from "./handlers/condition.ts";
export type { ModelFunction } from "./handlers/handle.ts";
export { intervene, intervene as do } from "./handlers/intervene.ts";
export { lift } from "./handlers/lift.ts";
export { mask } from "./handlers/mask.ts";
export { replay } from "./handlers/replay.ts";
export { scale } from "./handlers/scale.ts";
export { type ScopeOptions, scope } from "./handlers/scope.ts";
export { type Seed, type SeedOptions, seed } from "./handlers/seed.ts";
export { substitute } from "./handlers/substitute.ts";
export { type TracedModel, trace } from "./handlers/trace.ts";
export { uncondition } from "./handlers/uncondition.ts";
export type { SiteValues } from "./handlers/values.ts";
export type { FoundMode, InitContext, InitStrategy, Starter } from "./init/initStrategy.ts";
export { initToMedian } from "./init/initToMedian.ts";
export { initToSample } from "./init/initToSample.ts";
export { initToUniform } from "./init/initToUniform.ts";
export { initToValue } from "./init/initToValue.ts";
export { deterministic } from "./primitives/deterministic.ts";
export { factor } from "./primitives/factor.ts";
export { getMask } from "./primitives/getMask.ts";
export { odeint } from "./primitives/odeint.ts";
export { type ParamOptions, param } from "./primitives/param.ts";
export { type PlateOptions, plate } from "./primitives/plate.ts";
export { type PlateStackOptions, plateStack } from "./primitives/plateStack.ts";
export { prngKey } from "./primitives/prngKey.ts";
export { type SampleOptions, sample } from "./primitives/sample.ts";
export { scan } from "./primitives/scan.ts";
