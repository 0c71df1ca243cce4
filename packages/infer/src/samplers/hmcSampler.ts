// Hamiltonian Monte Carlo with trajectories of fixed length, as a user asks for it.
import type { Model } from "@nutmeg-ppl/model";
import type { LogDensity } from "../logDensity.ts";
import type { SamplerOptions } from "../samplerSettings.ts";
import { type CommonOptions, ModelSampler } from "./sampler.ts";

export type HMCOptions = CommonOptions & Pick<SamplerOptions, "trajectoryLength" | "numSteps">;

/**
 * Hamiltonian Monte Carlo (Duane et al. 1987; Neal 2011) with a fixed integration time, or a fixed number of steps, and
 * the same adaptation as NUTS. Option names follow `numpyro.infer.HMC`.
 */
export class HMC<A> extends ModelSampler<A> {
  constructor(target: Model<A> | LogDensity, options: HMCOptions = {}) {
    super("hmc", target, options);
  }
}
