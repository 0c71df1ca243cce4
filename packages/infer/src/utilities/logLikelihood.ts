// The log likelihood of every observation at every draw, which model comparison and predictive checks read.
import {
  capturing,
  compileProgram,
  interpret,
  type Program,
  parameterTensor,
  programOf,
  sizeOf,
  UsageError,
} from "@nutmeg-ppl/compiler";
import { captureArguments, type Model, type ModelArguments, substitute, trace } from "@nutmeg-ppl/model";
import type * as tf from "@tensorflow/tfjs-core";
import { type GivenSite, givenDraws, type PosteriorSamples, rowOf } from "../draws/givenDraws.ts";
import { outputTensor } from "../draws/outputTensor.ts";
import { programEvaluator } from "../targets/programEvaluator.ts";

export interface LogLikelihoodOptions {
  /** Leading axes of the draws: 1 for [draw, ...site] (the default), 2 for [chain, draw, ...site]. */
  readonly batchNdims?: 1 | 2;
}

export interface LogLikelihoodChunkOptions extends LogLikelihoodOptions {
  /** Draws in a chunk; default 1000. */
  readonly chunkSize?: number;
}

/** The log likelihoods of `count` draws, the first of them number `start`. */
export interface LogLikelihoodChunk {
  readonly start: number;
  readonly count: number;
  /** By observed site: row-major [count, ...shape], of which the arrays are the receiver's. */
  readonly sites: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly values: Float64Array }>
  >;
}

interface Observed {
  readonly program: Program;
  readonly shapes: ReadonlyMap<string, readonly number[]>;
}

/** Outputs: the log density of each observed site, elementwise; parameters: the latent sites, constrained. */
function observedProgram<A>(model: Model<A>, args: ModelArguments<A>, given: readonly GivenSite[]): Observed {
  const shapes = new Map(given.map(({ name, shape }) => [name, shape]));
  const captured = captureArguments<A>(args);
  return capturing(() => {
    const run = substitute(model, (site) => {
      const shape = site.type === "sample" && !site.isObserved ? shapes.get(site.name) : undefined;
      return shape && parameterTensor(site.name, [...shape]);
    });
    const logProbs = new Map<string, tf.Tensor>();
    for (const site of trace(run).getTrace(captured.args).values()) {
      if (site.type === "sample" && site.isObserved && !site.isFactor)
        logProbs.set(site.name, site.distribution.logProb(site.value));
    }
    if (logProbs.size === 0)
      throw new UsageError("logLikelihood: the model observes nothing. Pass it its data.");
    return {
      program: programOf(Object.fromEntries(logProbs)),
      shapes: new Map([...logProbs].map(([name, { shape }]) => [name, shape])),
    };
  });
}

/**
 * `logLikelihood` in chunks of draws, for more numbers than are to be held at once.
 * @throws as `logLikelihood`.
 */
export async function* logLikelihoodChunks<A>(
  model: Model<A>,
  posteriorSamples: PosteriorSamples,
  args: ModelArguments<A>,
  { batchNdims = 1, chunkSize = 1000 }: LogLikelihoodChunkOptions = {},
): AsyncGenerator<LogLikelihoodChunk> {
  if (!(Number.isInteger(chunkSize) && chunkSize > 0))
    throw new UsageError(`logLikelihood: chunkSize must be a positive whole number, but got ${chunkSize}.`);
  const { count: total, sites: given } = givenDraws("logLikelihood", posteriorSamples, batchNdims);
  const { program, shapes } = observedProgram(model, args, given);
  const evaluate = await programEvaluator(
    () => compileProgram(program, { parameters: given }),
    (i, draw: number) => rowOf(given[i] as GivenSite, draw),
    (draw) => interpret(program, Object.fromEntries(given.map((site) => [site.name, rowOf(site, draw)]))),
  );
  for (let start = 0; start < total; start += chunkSize) {
    const count = Math.min(chunkSize, total - start);
    const sites = Object.fromEntries(
      [...shapes].map(([name, shape]) => [name, { shape, values: new Float64Array(count * sizeOf(shape)) }]),
    );
    for (let i = 0; i < count; i++) {
      const logProbs = evaluate(start + i);
      for (const [name, { values, shape }] of Object.entries(sites))
        values.set(logProbs[name] as Float64Array, i * sizeOf(shape));
    }
    yield { start, count, sites };
  }
}

/**
 * The log density of every observation at every draw of the latent sites, compiled once. As
 * `numpyro.infer.log_likelihood`: factors, and the scale of subsampled plates, do not take part.
 *
 * @param posteriorSamples - draws of the latent sites, constrained, as `mcmc.getSamples()` gives them; deterministic sites
 *   among them are computed anew
 * @returns by observed site a float64 tensor [...batch, ...shape of its log density]
 * @throws UsageError when the model observes nothing, a latent site is missing, or draws do not fit the sites.
 */
export async function logLikelihood<A>(
  model: Model<A>,
  posteriorSamples: PosteriorSamples,
  args: ModelArguments<A>,
  options: LogLikelihoodOptions = {},
): Promise<Record<string, tf.Tensor>> {
  const { batch, count } = givenDraws("logLikelihood", posteriorSamples, options.batchNdims ?? 1);
  const all = { ...options, chunkSize: Math.max(count, 1) };
  for await (const { sites } of logLikelihoodChunks(model, posteriorSamples, args, all)) {
    const tensors = Object.entries(sites).map(
      ([name, { shape, values }]) => [name, outputTensor(values, [...batch, ...shape])] as const,
    );
    return Object.fromEntries(tensors);
  }
  throw new UsageError("logLikelihood: posteriorSamples holds no draw.");
}
