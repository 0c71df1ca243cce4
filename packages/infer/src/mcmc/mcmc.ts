// A run of Markov chains, from a sampler and its settings to draws, statistics and their summary.
import { sizeOf, UsageError } from "@nutmeg-ppl/compiler";
import { keyFromSeed, splitKey } from "@nutmeg-ppl/compiler/random";
import { ebfmi, formatSummary, type SummaryRow, summary } from "@nutmeg-ppl/diagnostics";
import type { Model, ModelArguments } from "@nutmeg-ppl/model";
import type * as tf from "@tensorflow/tfjs-core";
import type { ChainProgress, ChainResult, ChainTask } from "../chain.ts";
import { availableWorkers } from "../chains/openWorker.ts";
import { defaultMethod, runChains } from "../chains/runChains.ts";
import { type StandbyWorkers, standbyWorkers } from "../chains/standbyWorkers.ts";
import type { ChainStats } from "../drawStore.ts";
import { outputTensor } from "../draws/outputTensor.ts";
import { makeProgress, type ProgressOption } from "../progress/makeProgress.ts";
import { type SamplerSettings, samplerSettings } from "../samplerSettings.ts";
import type { Sampler } from "../samplers/sampler.ts";
import { densityTarget } from "../targets/densityTarget.ts";
import { ModelCompiler } from "../targets/modelTarget.ts";
import type { SiteDraws, Target } from "../targets/target.ts";
import { startChains } from "./startChains.ts";

export interface MCMCOptions {
  /** Transitions that adapt and are dropped; default 1000. */
  readonly numWarmup?: number;
  /** Draws kept from each chain, at least 1; default 1000. */
  readonly numSamples?: number;
  /** Default 1. R-hat needs several. */
  readonly numChains?: number;
  /** Worker threads, or one chain after another in this thread; the draws are the same to the byte. Default "parallel". */
  readonly chainMethod?: "parallel" | "sequential";
  /** Worker threads at most; default the number of processors. */
  readonly numWorkers?: number;
  /** Default true: live on a terminal, plain lines elsewhere, on standard error. */
  readonly progress?: ProgressOption;
}

export interface GetSamplesOptions {
  /** Draws as [chain, draw, ...site] rather than [draw, ...site]. */
  readonly groupByChain?: boolean;
}

/** The names of what is recorded with each draw. */
export type ExtraField = keyof ChainStats;

interface Run {
  readonly chains: readonly ChainResult[];
  /** By chain, then by site. */
  readonly sites: readonly (readonly SiteDraws[])[];
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
  #run: Run | undefined;

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
    this.#run = undefined;
    const workers = await this.#standBy();
    try {
      await this.#runChains(keyFromSeed(key), args[0] as ModelArguments<A>, workers);
    } finally {
      workers?.close();
    }
  }

  /** Threads, if the chains are to run in some, which start while the model is captured and compiled in this one. */
  async #standBy(): Promise<StandbyWorkers | undefined> {
    const { chainMethod = defaultMethod(this.#numChains, true), numWorkers = await availableWorkers() } =
      this.#options;
    if (!this.#compiler || chainMethod === "sequential") return undefined;
    return standbyWorkers(Math.min(numWorkers, this.#numChains));
  }

  async #runChains(
    key: Uint32Array,
    args: ModelArguments<A>,
    workers: StandbyWorkers | undefined,
  ): Promise<void> {
    const target = await this.#target(args);
    const chainKeys = splitKey(key, this.#numChains).map(
      (chainKey) => splitKey(chainKey, 2) as [Uint32Array, Uint32Array],
    );
    const starts = startChains(
      target,
      chainKeys.map(([startKey]) => startKey),
    );
    const tasks = starts.map(
      (initialPosition, chain): ChainTask => ({
        key: (chainKeys[chain] as [Uint32Array, Uint32Array])[1],
        initialPosition,
        settings: this.#settings,
      }),
    );
    const { chains, progressError } = await this.#sample(target, tasks, workers);
    const done = chains.flatMap((outcome) => (outcome.ok ? [outcome.result] : []));
    if (done.length > 0) {
      const sites = await Promise.all(done.map((chain) => target.constrain(chain.draws, chain.numDraws)));
      this.#run = { chains: done, sites };
    }
    const failed = chains.find((outcome) => !outcome.ok);
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
    const { chainMethod, numWorkers, progress = true } = this.#options;
    if (chainMethod === "parallel" && !target.source) {
      throw new UsageError(
        'MCMC: a log density of your own cannot be sent to worker threads. Use chainMethod: "sequential", or write a model.',
      );
    }
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
      const chains = await runChains({
        target,
        tasks,
        chainMethod,
        numWorkers,
        onProgress,
        open: workers?.open,
      });
      return { chains, progressError };
    } finally {
      reporter.close();
    }
  }

  #finished(): Run {
    if (this.#run) return this.#run;
    throw new UsageError("MCMC: there are no draws yet. Call and await run(key, args) first.");
  }

  /** The kept draws of every latent and deterministic site: float64 tensors [draw, ...site], chains one after another. */
  getSamples(options: GetSamplesOptions = {}): Record<string, tf.Tensor> {
    return Object.fromEntries(
      [...this.#bySite()].map(([name, draws]) => {
        const { shape } = draws[0] as SiteDraws;
        return [
          name,
          joinChains(
            draws.map(({ values }) => values),
            shape,
            options,
          ),
        ];
      }),
    );
  }

  /** What was recorded with each draw: acceptProb, diverging, numSteps, treeDepth, energy, potentialEnergy, stepSize. */
  getExtraFields(options: GetSamplesOptions = {}): Record<ExtraField, tf.Tensor> {
    const { chains } = this.#finished();
    const fields = Object.keys((chains[0] as ChainResult).stats) as ExtraField[];
    return Object.fromEntries(
      fields.map((field) => [
        field,
        joinChains(
          chains.map(({ stats }) => stats[field]),
          [],
          options,
        ),
      ]),
    ) as Record<ExtraField, tf.Tensor>;
  }

  /** What each chain's warmup found: step size, inverse mass matrix, work done, divergences. */
  getWarmup(): ChainResult["warmup"][] {
    return this.#finished().chains.map((chain) => chain.warmup);
  }

  /** Draws kept for which the trajectory diverged, over all chains. */
  get numDivergences(): number {
    return this.#finished().chains.reduce(
      (sum, { stats }) => sum + stats.diverging.reduce((a, b) => a + b, 0),
      0,
    );
  }

  /** A row per scalar: mean, sd, median, highest-density interval, Monte Carlo errors, effective sizes, R-hat. */
  summary(options: { prob?: number; excludeDeterministic?: boolean } = {}): SummaryRow[] {
    const { prob = 0.9, excludeDeterministic = false } = options;
    const sites = [...this.#bySite()].filter(
      ([, draws]) => !(excludeDeterministic && draws[0]?.kind === "deterministic"),
    );
    const entries = sites.map(([name, draws]) => {
      return [
        name,
        { shape: (draws[0] as SiteDraws).shape, chains: draws.map(({ values }) => values) },
      ] as const;
    });
    return summary(Object.fromEntries(entries), { prob });
  }

  /** The summary as text, with the number of divergences and warnings. */
  formatSummary(options: { prob?: number; excludeDeterministic?: boolean } = {}): string {
    const energies = this.#finished().chains.map(({ stats }) => stats.energy);
    return formatSummary(this.summary(options), { divergences: this.numDivergences, ebfmi: ebfmi(energies) });
  }

  /** Prints the summary to standard output. */
  printSummary(options: { prob?: number; excludeDeterministic?: boolean } = {}): void {
    // biome-ignore lint/suspicious/noConsole: printing is what this method is for
    globalThis.console.log(`\n${this.formatSummary(options)}\n`);
  }

  /** Each site's draws by chain. */
  #bySite(): Map<string, SiteDraws[]> {
    const { sites } = this.#finished();
    const found = new Map<string, SiteDraws[]>();
    for (const chain of sites)
      for (const site of chain) found.set(site.name, [...(found.get(site.name) ?? []), site]);
    return found;
  }
}

function joinChains(
  chains: readonly ArrayLike<number>[],
  shape: readonly number[],
  { groupByChain = false }: GetSamplesOptions,
): tf.Tensor {
  const size = sizeOf(shape);
  const length = chains[0]?.length ?? 0;
  const values = new Float64Array(chains.reduce((sum, chain) => sum + chain.length, 0));
  let filled = 0;
  for (const chain of chains) {
    values.set(chain, filled);
    filled += chain.length;
  }
  const draws = size === 0 ? 0 : values.length / size;
  return outputTensor(
    values,
    groupByChain ? [chains.length, length / Math.max(size, 1), ...shape] : [draws, ...shape],
  );
}
