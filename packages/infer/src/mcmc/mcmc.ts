// A run of Markov chains, from a sampler and its settings to draws. What can be asked of the draws is in runDraws.ts.
import { UsageError } from "@nutmeg-ppl/compiler";
import { keyFromSeed, splitKey } from "@nutmeg-ppl/compiler/random";
import { availableWorkers } from "@nutmeg-ppl/compiler/runtime";
import type { SummaryRow } from "@nutmeg-ppl/diagnostics";
import type { Model, ModelArguments } from "@nutmeg-ppl/model";
import type * as tf from "@tensorflow/tfjs-core";
import type { ChainProgress, ChainTask, WarmupSummary } from "../chain.ts";
import { type ChainMethod, runChains } from "../chains/runChains.ts";
import { type StandbyWorkers, standbyWorkers } from "../chains/standbyWorkers.ts";
import { makeProgress, type ProgressOption } from "../progress/makeProgress.ts";
import { type SamplerSettings, samplerSettings } from "../samplerSettings.ts";
import type { Sampler } from "../samplers/sampler.ts";
import { densityTarget } from "../targets/densityTarget.ts";
import { ModelCompiler } from "../targets/modelTarget.ts";
import type { Target } from "../targets/target.ts";
import { type ExtraField, type GetSamplesOptions, RunDraws, type RunSummaryOptions } from "./runDraws.ts";
import { startChains } from "./startChains.ts";

export interface MCMCOptions {
  /** Transitions that adapt and are dropped; default 1000. */
  readonly numWarmup?: number;
  /** Draws kept from each chain, at least 1; default 1000. */
  readonly numSamples?: number;
  /** Default 1. R-hat needs several. */
  readonly numChains?: number;
  /**
   * Worker threads, or one chain after another in this thread; the draws are the same to the byte. Default: "parallel"
   * for several chains of a model, else "sequential".
   */
  readonly chainMethod?: ChainMethod;
  /** Chains at a time in worker threads; default the number of processors, over the threads that each chain has. */
  readonly numWorkers?: number;
  /** Default true: live on a terminal, plain lines elsewhere, on standard error. */
  readonly progress?: ProgressOption;
}

function positiveInteger(name: string, value: number): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw new UsageError(`MCMC: ${name} must be a whole number, 1 or more, but got ${value}.`);
}

/**
 * Runs Markov chains. As `numpyro.infer.MCMC`.
 *
 * @example
 * const mcmc = new MCMC(new NUTS(model), { numWarmup: 1000, numSamples: 1000, numChains: 4 });
 * await mcmc.run(42, { x });
 * mcmc.printSummary();
 */
export class MCMC<A> {
  readonly #sampler: Sampler<A>;
  readonly #settings: SamplerSettings;
  readonly #numChains: number;
  readonly #options: MCMCOptions;
  readonly #compiler: ModelCompiler<A> | undefined;
  readonly #chainMethod: ChainMethod;
  #draws: RunDraws | undefined;

  /** @throws UsageError naming an option, its value and what it may be. */
  constructor(sampler: Sampler<A>, options: MCMCOptions = {}) {
    const { numWarmup = 1000, numSamples = 1000, numChains = 1, numWorkers } = options;
    this.#sampler = sampler;
    this.#settings = samplerSettings({ ...sampler.options, numWarmup, numSamples });
    this.#numChains = positiveInteger("numChains", numChains);
    if (numWorkers !== undefined) positiveInteger("numWorkers", numWorkers);
    this.#options = options;
    if (typeof sampler.target === "function")
      this.#compiler = new ModelCompiler(sampler.target as Model<A>, sampler);
    // One chain gains nothing from a worker, and a density of the user's own cannot cross to one.
    const canSpread = this.#compiler !== undefined && numChains > 1;
    this.#chainMethod = options.chainMethod ?? (canSpread ? "parallel" : "sequential");
  }

  /**
   * Samples. Equal seeds, arguments and settings give equal draws to the byte, whatever the number of workers.
   *
   * @param key a seed, or the two words of a key
   * @param args the model's argument; arrays in it become tensors, and other arrays of the same shapes in a later run do
   *   not compile the model again
   * @throws UsageError when the model, its argument or every start is wrong; the error of a chain that failed, after
   *   which the draws of the others can still be had.
   */
  async run(
    key: number | bigint | Uint32Array,
    ...args: undefined extends A ? [args?: ModelArguments<A>] : [args: ModelArguments<A>]
  ): Promise<void> {
    this.#draws = undefined;
    const workers = await this.#standBy();
    try {
      await this.#runChains(keyFromSeed(key), args[0] as ModelArguments<A>, workers);
    } finally {
      workers?.close();
    }
  }

  /** Threads, if the chains are to run in some, which start while the model is captured and compiled in this one. */
  async #standBy(): Promise<StandbyWorkers | undefined> {
    if (this.#chainMethod === "sequential") return undefined;
    return standbyWorkers(Math.min(await this.#numWorkers(), this.#numChains));
  }

  async #numWorkers(): Promise<number> {
    const { threads = 1 } = this.#sampler.compile;
    return this.#options.numWorkers ?? Math.max(1, Math.floor((await availableWorkers()) / threads));
  }

  async #runChains(
    key: Uint32Array,
    args: ModelArguments<A>,
    workers: StandbyWorkers | undefined,
  ): Promise<void> {
    const target = await this.#target(args);
    try {
      await this.#runOn(target, key, workers);
    } finally {
      target.close();
    }
  }

  async #runOn(target: Target, key: Uint32Array, workers: StandbyWorkers | undefined): Promise<void> {
    const tasks = startChains(target, splitKey(key, this.#numChains), this.#settings);
    const { outcomes, progressError } = await this.#sample(target, tasks, workers);
    const chains = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.result] : []));
    if (chains.length > 0) {
      const sites = await Promise.all(chains.map((chain) => target.constrain(chain.draws, chain.numDraws)));
      this.#draws = new RunDraws(chains, sites);
    }
    const failed = outcomes.find((outcome) => !outcome.ok);
    if (failed && !failed.ok) throw failed.error;
    if (progressError !== undefined) throw progressError;
  }

  async #target(args: ModelArguments<A>): Promise<Target> {
    const { target } = this.#sampler;
    return this.#compiler
      ? this.#compiler.target(args)
      : densityTarget(target as Exclude<typeof target, Model<A>>);
  }

  async #sample(target: Target, tasks: readonly ChainTask[], workers: StandbyWorkers | undefined) {
    const { progress = true } = this.#options;
    const numWorkers = await this.#numWorkers();
    const reporter = makeProgress(progress, tasks.length);
    // A progress function that throws must not cost the draws: its first error waits until they are in.
    let progressError: unknown;
    const onProgress = (chain: number, news: ChainProgress): void => {
      try {
        reporter.update(chain, news);
      } catch (error) {
        progressError ??= error;
      }
    };
    try {
      const method = this.#chainMethod;
      const open = workers?.open;
      const outcomes = await runChains({ method, target, tasks, numWorkers, onProgress, open });
      return { outcomes, progressError };
    } finally {
      reporter.close();
    }
  }

  #finished(): RunDraws {
    if (this.#draws) return this.#draws;
    throw new UsageError("MCMC: there are no draws yet. Call and await run(key, args) first.");
  }

  /** The kept draws of every latent and deterministic site: float64 tensors [draw, ...site], chains one after another. */
  getSamples(options: GetSamplesOptions = {}): Record<string, tf.Tensor> {
    return this.#finished().samples(options);
  }

  /** What was recorded with each draw: acceptProb, diverging, numSteps, treeDepth, energy, potentialEnergy, stepSize. */
  getExtraFields(options: GetSamplesOptions = {}): Record<ExtraField, tf.Tensor> {
    return this.#finished().extraFields(options);
  }

  /** What each chain's warmup found: step size, inverse mass matrix, work done, divergences. */
  getWarmup(): WarmupSummary[] {
    return this.#finished().warmup;
  }

  /** Draws kept for which the trajectory diverged, over all chains. */
  get numDivergences(): number {
    return this.#finished().numDivergences;
  }

  /** A row per scalar: mean, sd, median, highest-density interval, Monte Carlo errors, effective sizes, R-hat. */
  summary(options: RunSummaryOptions = {}): SummaryRow[] {
    return this.#finished().summary(options);
  }

  /** The summary as text, with the number of divergences and warnings. */
  formatSummary(options: RunSummaryOptions = {}): string {
    return this.#finished().formatSummary(options);
  }

  /** Prints the summary to standard output. */
  printSummary(options: RunSummaryOptions = {}): void {
    // biome-ignore lint/suspicious/noConsole: printing is what this method is for
    globalThis.console.log(`\n${this.formatSummary(options)}\n`);
  }
}
