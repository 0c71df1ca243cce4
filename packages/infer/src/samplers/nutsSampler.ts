// The No-U-Turn sampler as a user asks for it.
import type { Model } from "@nutmeg-ppl/model";
import type { LogDensity } from "../logDensity.ts";
import type { SamplerOptions } from "../samplerSettings.ts";
import { type CommonOptions, ModelSampler } from "./sampler.ts";

export type NUTSOptions = CommonOptions & Pick<SamplerOptions, "maxTreeDepth">;

/**
 * Multinomial No-U-Turn sampling with the generalized U-turn criterion, checked across subtrees (Hoffman and Gelman 2014;
 * Betancourt 2017; Stan's transition), with a step size and a metric adapted during warmup: by default a diagonal one.
 * Option names follow `numpyro.infer.NUTS` where it has them.
 *
 * @example
 * const mcmc = new MCMC(new NUTS(model, { targetAcceptProb: 0.9 }), { numWarmup: 1000, numSamples: 1000, numChains: 4 });
 */
export class NUTS<A> extends ModelSampler<A> {
  constructor(target: Model<A> | LogDensity, options: NUTSOptions = {}) {
    super("nuts", target, options);
  }
}
