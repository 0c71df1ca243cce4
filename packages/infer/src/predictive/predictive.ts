// Forward runs of a model: the prior predictive, or the posterior predictive when draws of its latent sites are given.
import { interpret, RandomKey, sizeOf, UsageError } from "@nutmeg-ppl/compiler";
import {
  type ForwardSite,
  forwardProgram,
  givenInput,
  KEY_INPUT,
  type Model,
  type ModelArguments,
} from "@nutmeg-ppl/model";
import type * as tf from "@tensorflow/tfjs-core";
import {
  type GivenDraws,
  type GivenSite,
  givenDraws,
  type PosteriorSamples,
  rowOf,
} from "../draws/givenDraws.ts";
import { outputTensor } from "../draws/outputTensor.ts";

export interface PredictiveOptions {
  /** Draws of latent sites, as `mcmc.getSamples()` gives them. Sites that are not here are drawn from their priors. */
  readonly posteriorSamples?: PosteriorSamples;
  /** How many runs, when no draws are given; default 1. */
  readonly numSamples?: number;
  /** The sites to return; by default all that were not given, deterministic ones included. */
  readonly returnSites?: readonly string[];
  /** Leading axes of the draws: 1 for [draw, ...site] (the default), 2 for [chain, draw, ...site]. */
  readonly batchNdims?: 0 | 1 | 2;
  /** Leave deterministic sites out, unless `returnSites` names them. */
  readonly excludeDeterministic?: boolean;
}

/**
 * Runs a model forwards, once per draw. As `numpyro.infer.Predictive`.
 *
 * @example
 * const predictive = await new Predictive(model, { posteriorSamples: mcmc.getSamples() }).run(43, { k: 3 });
 */
export class Predictive<A> {
  readonly #model: Model<A>;
  readonly #options: PredictiveOptions;

  /** @throws UsageError when the options contradict each other. */
  constructor(model: Model<A>, options: PredictiveOptions) {
    const { numSamples, posteriorSamples } = options;
    if (numSamples !== undefined && !(Number.isInteger(numSamples) && numSamples > 0)) {
      throw new UsageError(`Predictive: numSamples must be a positive whole number, but got ${numSamples}.`);
    }
    if (posteriorSamples === undefined && numSamples === undefined) {
      throw new UsageError("Predictive: give posteriorSamples, or numSamples to draw from the prior.");
    }
    this.#model = model;
    this.#options = options;
  }

  /**
   * @param key a seed or a key; one key gives the same draws everywhere
   * @param args the model's argument; leave the observed arrays out to draw them
   * @returns a float64 tensor per site, of shape [...batch, ...site]
   * @throws UsageError when draws of different sites differ in number, or fit no site's shape.
   */
  async run(
    key: number | bigint | Uint32Array | RandomKey,
    args: ModelArguments<A>,
  ): Promise<Record<string, tf.Tensor>> {
    const { batch, count, sites: given } = this.#given();
    const { program, sites } = forwardProgram(this.#model, args, firstDraw(given));
    const wanted = this.#wanted(sites, given);
    const results = wanted.map((site) => new Float64Array(count * sizeOf(site.shape)));
    const keys = RandomKey.from(key);
    for (let i = 0; i < count; i++) {
      const inputs: Record<string, ArrayLike<number>> = {
        [KEY_INPUT]: Int32Array.from(keys.foldIn(i).words()),
      };
      for (const site of given) inputs[givenInput(site.name)] = rowOf(site, i);
      const drawn = interpret(program, inputs);
      wanted.forEach((site, s) => {
        results[s]?.set(drawn[site.name] as Float64Array, i * sizeOf(site.shape));
      });
    }
    return Object.fromEntries(
      wanted.map((site, s) => [
        site.name,
        outputTensor(results[s] as Float64Array, [...batch, ...site.shape], site.dtype),
      ]),
    );
  }

  #given(): GivenDraws {
    const { posteriorSamples, numSamples = 1, batchNdims = 1 } = this.#options;
    if (!posteriorSamples) return { batch: [numSamples], count: numSamples, sites: [] };
    return givenDraws("Predictive", posteriorSamples, batchNdims);
  }

  #wanted(sites: readonly ForwardSite[], given: readonly GivenSite[]): ForwardSite[] {
    const { returnSites, excludeDeterministic } = this.#options;
    if (returnSites) {
      return returnSites.map((name) => {
        const site = sites.find((one) => one.name === name);
        if (site) return site;
        const known = sites.map((one) => `"${one.name}"`).join(", ");
        throw new UsageError(`Predictive: the model has no site "${name}". Its sites are ${known}.`);
      });
    }
    const isGiven = new Set(given.map(({ name }) => name));
    return sites.filter(
      (site) =>
        !(excludeDeterministic && site.kind === "deterministic") &&
        (site.kind === "deterministic" || !isGiven.has(site.name)),
    );
  }
}

/** The first draw, in its sites' shapes. */
function firstDraw(given: readonly GivenSite[]): Record<string, tf.Tensor> {
  return Object.fromEntries(given.map((site) => [site.name, outputTensor(rowOf(site, 0), site.shape)]));
}
