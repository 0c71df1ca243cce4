// Simulation-based calibration: does the sampler recover what a model's own data were simulated with?
import { interpret, RandomKey, UsageError } from "@nutmeg-ppl/compiler";
import { elementName } from "@nutmeg-ppl/diagnostics";
import {
  condition,
  type ForwardProgram,
  forwardProgram,
  KEY_INPUT,
  type Model,
  type ModelArguments,
  uncondition,
  unconstrainedModel,
} from "@nutmeg-ppl/model";
import type * as tf from "@tensorflow/tfjs-core";
import { outputTensor } from "../draws/outputTensor.ts";
import { MCMC } from "../mcmc/mcmc.ts";
import { NUTS } from "../samplers/nutsSampler.ts";
import type { Sampler } from "../samplers/sampler.ts";
import { SbcResult } from "./sbcResult.ts";

/** A model's argument, and the data that take the place of what it observes. */
export interface Simulated<A> {
  readonly args: A;
  readonly observed: Readonly<Record<string, tf.Tensor>>;
}

export interface SbcOptions<A> {
  /** Default 500. */
  readonly numSimulations?: number;
  /** Default 500. */
  readonly numWarmup?: number;
  /** Posterior draws that a value is ranked among; default 99, so that ranks fall evenly into 20 bins. */
  readonly numDraws?: number;
  /** Transitions for each of these draws, which should be nearly independent; default 10. */
  readonly thinning?: number;
  /** The sampler to be tested; default NUTS. */
  readonly sampler?: (model: Model<Simulated<A>>) => Sampler<Simulated<A>>;
  /** The latent sites to rank; default all. */
  readonly sites?: readonly string[];
  /** Told after each simulation how many are done. */
  readonly onProgress?: (done: number) => void;
}

/** Draws latent values from the prior, and data given them. */
class Simulator {
  readonly observed: readonly string[];
  readonly latents: readonly string[];
  readonly #forward: ForwardProgram;
  readonly #key: RandomKey;

  constructor(model: Model<unknown>, args: unknown, key: RandomKey) {
    const captured = unconstrainedModel(model, args);
    this.#forward = forwardProgram(uncondition(model), args);
    this.#key = key;
    this.observed = captured.observed.filter((name) =>
      this.#forward.sites.some((site) => site.name === name),
    );
    this.latents = captured.sites.map(({ name }) => name);
  }

  draw(simulation: number): { values: Record<string, Float64Array>; observed: Record<string, tf.Tensor> } {
    const words = Int32Array.from(this.#key.foldIn(simulation).words());
    const values = interpret(this.#forward.program, { [KEY_INPUT]: words }) as Record<string, Float64Array>;
    const observed = this.#forward.sites.filter(({ name }) => this.observed.includes(name));
    return {
      values,
      observed: Object.fromEntries(
        observed.map(({ name, shape, dtype }) => [
          name,
          outputTensor((values[name] as Float64Array).slice(), shape, dtype),
        ]),
      ),
    };
  }
}

/** How many of every `thinning`-th of the draws, [draw, ...site], are below each element of a value. */
function ranksAmong(draws: tf.Tensor, thinning: number, value: Float64Array): number[] {
  const all = draws.dataSync();
  return Array.from(value, (x, i) => {
    let below = 0;
    for (let at = i; at < all.length; at += thinning * value.length) below += Number((all[at] as number) < x);
    return below;
  });
}

/** The ranks of each scalar, as simulations come in. */
class Ranks {
  readonly #ranks = new Map<string, number[]>();

  push(site: string, shape: readonly number[], ranks: readonly number[]): void {
    for (const [i, rank] of ranks.entries()) {
      const name = elementName(site, shape, i);
      const own = this.#ranks.get(name);
      if (own) own.push(rank);
      else this.#ranks.set(name, [rank]);
    }
  }

  get all(): Map<string, Int32Array> {
    return new Map([...this.#ranks].map(([name, own]) => [name, Int32Array.from(own)]));
  }
}

/**
 * Simulation-based calibration (Talts et al. 2018; Modrák et al. 2023): draws latent values from the prior and data given
 * them, samples the posterior given those data, and ranks each value among its posterior draws. Ranks are uniform when
 * model and sampler fit together; the result says whether they are, and how they stray.
 *
 * @param key a seed or a key
 * @param args the model's argument, data included: their values are replaced, their shapes kept
 * @throws UsageError when the model observes nothing, has no such site, or has priors that cannot be sampled.
 *
 * @example
 * const { verdict } = await sbc(42, eightSchools, { y, sigma }, { numSimulations: 500 });
 */
export async function sbc<A>(
  key: number | bigint | Uint32Array,
  model: Model<A>,
  args: ModelArguments<A>,
  options: SbcOptions<A> = {},
): Promise<SbcResult> {
  const { numSimulations = 500, numWarmup = 500, numDraws = 99, thinning = 10, onProgress } = options;
  const [simulationKey, samplingKey] = RandomKey.from(key).split(2) as [RandomKey, RandomKey];
  const simulator = new Simulator(model as Model<unknown>, args, simulationKey);
  const sites = wantedSites(simulator, options.sites);
  const given = ({ args: own, observed }: Simulated<A>) => condition(model, observed)(own);
  const { sampler = (one: Model<Simulated<A>>) => new NUTS(one) } = options;
  const mcmc = new MCMC(sampler(given), { numWarmup, numSamples: numDraws * thinning, progress: false });
  const ranks = new Ranks();
  const failures: { simulation: number; error: Error }[] = [];
  for (let simulation = 0; simulation < numSimulations; simulation++) {
    const { values, observed } = simulator.draw(simulation);
    try {
      const data = { args, observed } as ModelArguments<Simulated<A>>;
      await (mcmc as MCMC<unknown>).run(samplingKey.foldIn(simulation).words(), data);
      const samples = mcmc.getSamples();
      for (const name of sites) {
        const draws = samples[name] as tf.Tensor;
        ranks.push(name, draws.shape.slice(1), ranksAmong(draws, thinning, values[name] as Float64Array));
      }
    } catch (error) {
      failures.push({ simulation, error: error as Error });
    }
    onProgress?.(simulation + 1);
  }
  return new SbcResult(ranks.all, numDraws, failures);
}

function wantedSites(
  { observed, latents }: Simulator,
  sites: readonly string[] = latents,
): readonly string[] {
  if (observed.length === 0) {
    throw new UsageError(
      "sbc: the model observes nothing. Pass its data: their values are replaced by simulated ones.",
    );
  }
  const unknown = sites.find((site) => !latents.includes(site));
  if (unknown === undefined) return sites;
  const known = latents.map((name) => `"${name}"`).join(", ");
  throw new UsageError(`sbc: the model has no latent site "${unknown}". Its latent sites are ${known}.`);
}
