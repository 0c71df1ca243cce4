// Forward runs of a model: the prior predictive, or the posterior predictive when draws of its latent sites are given.
import {
  asTensor,
  interpret,
  type Numeric,
  RandomKey,
  showShape,
  sizeOf,
  UsageError,
  valuesOf,
} from "@nutmeg-ppl/compiler";
import {
  type ForwardSite,
  forwardProgram,
  givenInput,
  KEY_INPUT,
  type Model,
  type ModelArguments,
} from "@nutmeg-ppl/model";
import type * as tf from "@tensorflow/tfjs-core";
import { outputTensor } from "../draws/outputTensor.ts";

/** Draws by site: tensors, arrays or nested numbers whose leading axes count the draws. */
export type PosteriorSamples = Readonly<Record<string, Numeric>>;

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

/** One site's draws, cut into rows. */
interface Given {
  readonly name: string;
  readonly values: Float64Array;
  readonly shape: readonly number[];
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
    const { batch, given } = this.#given();
    const count = sizeOf(batch);
    const firstDraw = Object.fromEntries(
      given.map(({ name, values, shape }) => [name, row(values, shape, 0)]),
    );
    const { program, sites } = forwardProgram(this.#model, args, nest(firstDraw, given));
    const wanted = this.#wanted(sites, given);
    const results = wanted.map((site) => new Float64Array(count * sizeOf(site.shape)));
    const keys = RandomKey.from(key);
    for (let i = 0; i < count; i++) {
      const inputs: Record<string, ArrayLike<number>> = {
        [KEY_INPUT]: Int32Array.from(keys.foldIn(i).words()),
      };
      for (const { name, values, shape } of given) inputs[givenInput(name)] = row(values, shape, i);
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

  /** The draws as rows, and the shape of the batch that they share. */
  #given(): { batch: readonly number[]; given: Given[] } {
    const { posteriorSamples, numSamples, batchNdims = 1 } = this.#options;
    if (!posteriorSamples) return { batch: [numSamples ?? 1], given: [] };
    let batch: readonly number[] | undefined;
    const given = Object.entries(posteriorSamples).map(([name, draws]) => {
      const tensor = asTensor(draws);
      const own = tensor.shape.slice(0, batchNdims);
      batch ??= own;
      if (own.length < batchNdims || !own.every((extent, axis) => extent === batch?.[axis])) {
        throw new UsageError(
          `Predictive: the draws of "${name}" have shape ${showShape(tensor.shape)}, but those of the first site begin with ` +
            `${showShape(batch)}. Give every site the same number of draws, in its leading axes.`,
        );
      }
      return { name, values: valuesOf(tensor), shape: tensor.shape.slice(batchNdims) };
    });
    if (!batch) throw new UsageError("Predictive: posteriorSamples holds no site.");
    return { batch, given };
  }

  #wanted(sites: readonly ForwardSite[], given: readonly Given[]): ForwardSite[] {
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

function row(values: Float64Array, shape: readonly number[], index: number): Float64Array {
  const size = sizeOf(shape);
  return values.subarray(index * size, (index + 1) * size);
}

/** Rows as tensors of their site's shape. */
function nest(
  rows: Readonly<Record<string, Float64Array>>,
  given: readonly Given[],
): Record<string, tf.Tensor> {
  return Object.fromEntries(
    given.map(({ name, shape }) => [name, outputTensor(rows[name] as Float64Array, shape)]),
  );
}
