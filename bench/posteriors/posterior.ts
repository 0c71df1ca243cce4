// What the sampler's benchmark samples, and how: a target with its argument, and the effective draws that its gradients buy.
import {
  type InitStrategy,
  type LogDensity,
  MCMC,
  type Model,
  type ModelArguments,
  NUTS,
  type SamplerOptions,
} from "nutmeg-ppl";

export interface Posterior {
  readonly name: string;
  readonly target: Model<unknown> | LogDensity;
  readonly args?: unknown;
  readonly initStrategy?: InitStrategy;
}

export interface Bought {
  /** The least bulk ESS of all parameters per gradient, warmup's included. */
  readonly essPerGradient: number;
  readonly divergences: number;
  /** The largest. */
  readonly rhat: number;
}

/** 4 chains x (1000 + 1000) with NUTS. */
export async function buy(
  { target, args, ...settings }: Posterior,
  options: Pick<SamplerOptions, "metric" | "targetAcceptProb">,
  seed: number,
): Promise<Bought> {
  const mcmc = new MCMC<unknown>(new NUTS(target, { ...settings, ...options }), {
    numChains: 4,
    progress: false,
  });
  await mcmc.run(seed, args as ModelArguments<unknown>);
  const steps = [...mcmc.getExtraFields().numSteps.dataSync(), ...mcmc.getWarmup().map((w) => w.numSteps)];
  const rows = mcmc.summary({ excludeDeterministic: true });
  return {
    essPerGradient: Math.min(...rows.map((row) => row.essBulk)) / steps.reduce((sum, n) => sum + n, 0),
    divergences: mcmc.numDivergences,
    rhat: Math.max(...rows.map((row) => row.rhat)),
  };
}
