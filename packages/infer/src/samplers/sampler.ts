// A sampler as a user makes one: what to sample, with which algorithm and options. Plain description: the algorithms
// themselves are in kernels/.
import type { CompileSettings } from "@nutmeg-ppl/compiler";
import type { InitStrategy, Model } from "@nutmeg-ppl/model";
import type { LogDensity } from "../logDensity.ts";
import type { SamplerOptions } from "../samplerSettings.ts";

export interface Sampler<A> {
  /** A model, or a log density of the user's own. */
  readonly target: Model<A> | LogDensity;
  /** How chains start; undefined for the default. */
  readonly initStrategy: InitStrategy | undefined;
  /** How a model is compiled. */
  readonly compile: CompileSettings;
  readonly options: SamplerOptions;
}

/** Options common to every sampler. */
export type CommonOptions = Omit<
  SamplerOptions,
  | "algorithm"
  | "numWarmup"
  | "numSamples"
  | "thinning"
  | "keepWarmup"
  | "maxTreeDepth"
  | "trajectoryLength"
  | "numSteps"
> & {
  /** How chains start; default `initToMode()` for mixtures, `initToUniform(2)` for other models. Only for models. */
  readonly initStrategy?: InitStrategy;
  /** How the model is compiled, such as `{ exact: "rows" }`. Only for models. */
  readonly compile?: CompileSettings;
};

/** What samplers share: all but their algorithm's name and the options that only it has. */
export abstract class ModelSampler<A> implements Sampler<A> {
  readonly target: Model<A> | LogDensity;
  readonly initStrategy: InitStrategy | undefined;
  readonly compile: CompileSettings;
  readonly options: SamplerOptions;

  constructor(
    algorithm: NonNullable<SamplerOptions["algorithm"]>,
    target: Model<A> | LogDensity,
    { initStrategy, compile = {}, ...options }: CommonOptions,
  ) {
    this.target = target;
    this.initStrategy = initStrategy;
    this.compile = compile;
    this.options = { ...options, algorithm };
  }
}
