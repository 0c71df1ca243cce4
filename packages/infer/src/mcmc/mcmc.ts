// A run of Markov chains, from a sampler and its settings to draws. What can be asked of the draws is in runDraws.ts.
import { UsageError } from "@nutmeg-ppl/compiler";
import { keyFromSeed } from "@nutmeg-ppl/compiler/random";
import { availableWorkers } from "@nutmeg-ppl/compiler/runtime";
import type { Diagnosis, SummaryRow } from "@nutmeg-ppl/diagnostics";
import type { Model, ModelArguments } from "@nutmeg-ppl/model";
import type * as tf from "@tensorflow/tfjs-core";
import type { WarmupSummary } from "../chain.ts";
import type { ChainMethod } from "../chains/runChains.ts";
import { type StandbyWorkers, standbyWorkers } from "../chains/standbyWorkers.ts";
import type { ExtraField } from "../drawBlock.ts";
import type { ChainModes } from "../modes/chainModes.ts";
import type { ProgressOption } from "../progress/makeProgress.ts";
import { type SamplerSettings, samplerSettings } from "../samplerSettings.ts";
import type { Sampler } from "../samplers/sampler.ts";
import { readRun } from "../stores/fileStore.ts";
import { openFiles } from "../stores/files.ts";
import type { Together } from "../stores/runFile.ts";
import { densityTarget } from "../targets/densityTarget.ts";
import { ModelCompiler } from "../targets/modelTarget.ts";
import type { Device, Target } from "../targets/target.ts";
import type { RunState } from "./chainTasks.ts";
import { type GetSamplesOptions, RunDraws, type RunSummaryOptions } from "./runDraws.ts";
import { planResumption, planRun, type RunPlan } from "./runPlan.ts";
import { superviseChains } from "./superviseChains.ts";

export interface MCMCOptions {
  /** Transitions that adapt and are dropped; default 1000. */
  readonly numWarmup?: number;
  /** Draws kept from each chain, at least 1; default 1000. */
  readonly numSamples?: number;
  /** Keeps every n-th of the draws, `numSamples / thinning` in all; default 1. */
  readonly thinning?: number;
  /** Keeps warmup's transitions too, for `getSamples({ warmup: true })`, thinned likewise; default false. */
  readonly keepWarmup?: boolean;
  /** Default 1. R-hat needs several. */
  readonly numChains?: number;
  /**
   * Worker threads, or one chain after another in this thread: the draws are the same to the byte. Or "vectorized": all
   * chains advance together in this thread, one leapfrog step of each at every evaluation, and none waits for another's
   * tree; for many chains, and for `device: "tfjs"`. Default: "parallel" for several chains of a model, else "sequential".
   */
  readonly chainMethod?: ChainMethod;
  /**
   * For "vectorized": "wasm" (the default), or "tfjs" for the current backend of TensorFlow.js, whose ops then compute in
   * float32: a GPU with `@tensorflow/tfjs-node-gpu` or WebGPU.
   */
  readonly device?: Device;
  /**
   * For "vectorized": whether the chains learn one step size and one metric together, from the draws of all; default true.
   * False gives the draws of the other methods, to the byte on Wasm.
   */
  readonly poolAdaptation?: boolean;
  /** Chains at a time in worker threads; default the number of processors, over the threads that each chain has. */
  readonly numWorkers?: number;
  /**
   * Default true: live on a terminal, plain lines elsewhere, on standard error. A function is told of each chain about ten
   * times a second.
   */
  readonly progress?: ProgressOption;
  /**
   * Stops the chains where they are: `run` resolves, what was drawn is there, and `complete` is false. The first Ctrl-C in
   * Node does the same, unless the program listens for SIGINT itself; the second ends the process.
   */
  readonly signal?: AbortSignal;
  /**
   * A folder for the draws, which go to files as they arrive instead of memory, and for where the chains are, so that
   * `MCMC.resume` can go on. It must not hold a run yet. Node only. docs/long-runs.md describes the files.
   */
  readonly store?: string;
  /** With `store`: transitions between checkpoints of a chain, warmup's included. Default: at the end of each phase only. */
  readonly checkpointEvery?: number;
}

function positiveInteger(name: string, value: number): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw new UsageError(`MCMC: ${name} must be a whole number, 1 or more, but got ${value}.`);
}

function checkStore({ store, checkpointEvery, chainMethod, poolAdaptation = true }: MCMCOptions): void {
  if (checkpointEvery === undefined) return;
  if (chainMethod === "vectorized" && poolAdaptation) {
    throw new UsageError(
      "MCMC: checkpointEvery is for chains that learn alone, but vectorized chains learn together. " +
        "Set poolAdaptation: false, or do with the checkpoints at the end of each phase.",
    );
  }
  positiveInteger("checkpointEvery", checkpointEvery);
  if (store === undefined)
    throw new UsageError('MCMC: checkpointEvery needs a folder for the checkpoints: store: "folder".');
}

/** What may differ from the run that is resumed. Chains that were vectorized always are. */
export type ResumeOptions = Pick<MCMCOptions, "numWorkers" | "progress" | "signal"> & {
  readonly chainMethod?: Exclude<ChainMethod, "vectorized">;
};

/** Draws a chain from which a run can be judged: one of fewer is no attempt at a posterior. */
const ENOUGH_TO_JUDGE = 100;
/** More scalars than these take seconds to judge: `printSummary` does it when it is asked for. */
const FEW_SCALARS = 1000;

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
  #lastState: RunState | undefined;
  #postWarmupState: RunState | undefined;
  #from: RunState | undefined;

  /** @throws UsageError naming an option, its value and what it may be. */
  constructor(sampler: Sampler<A>, options: MCMCOptions = {}) {
    const { numWarmup = 1000, numSamples = 1000, numChains = 1, thinning, keepWarmup, numWorkers } = options;
    this.#sampler = sampler;
    this.#settings = samplerSettings({ ...sampler.options, numWarmup, numSamples, thinning, keepWarmup });
    this.#numChains = positiveInteger("numChains", numChains);
    if (numWorkers !== undefined) positiveInteger("numWorkers", numWorkers);
    checkStore(options);
    this.#options = options;
    if (typeof sampler.target === "function")
      this.#compiler = new ModelCompiler(sampler.target as Model<A>, sampler);
    // One chain gains nothing from a worker, and a density of the user's own cannot cross to one.
    const canSpread = this.#compiler !== undefined && numChains > 1;
    this.#chainMethod = options.chainMethod ?? (canSpread ? "parallel" : "sequential");
    for (const name of ["device", "poolAdaptation"] as const) {
      if (options[name] === undefined || this.#chainMethod === "vectorized") continue;
      throw new UsageError(
        `MCMC: ${name}: ${JSON.stringify(options[name])} needs chainMethod: "vectorized", but it is "${this.#chainMethod}".`,
      );
    }
  }

  /**
   * Samples. Equal seeds, arguments and settings give equal draws to the byte, whatever the number of workers.
   *
   * @param key a seed, or the two words of a key
   * @param args the model's argument; arrays in it become tensors, and other arrays of the same shapes in a later run do
   *   not compile the model again
   * @throws UsageError when the model, its argument or every start is wrong, or memory cannot hold the draws; the error of
   *   a chain that failed, after which its draws up to there and those of the others can still be had.
   */
  async run(
    key: number | bigint | Uint32Array,
    ...args: undefined extends A ? [args?: ModelArguments<A>] : [args: ModelArguments<A>]
  ): Promise<void> {
    await this.#go(args[0], (target) => {
      const states = this.#from?.chains ?? new Array<undefined>(this.#numChains).fill(undefined);
      const { store: folder, checkpointEvery } = this.#options;
      return planRun(target, {
        key: keyFromSeed(key),
        settings: this.#settings,
        states,
        folder,
        checkpointEvery,
        together: this.#together,
      });
    });
  }

  /**
   * Goes on with a run that was killed or stopped, from the checkpoints in its folder, to the draws that it would have had
   * undisturbed, to the byte. A run that is complete is only read. Node only.
   *
   * @param folder what `store` was
   * @param sampler made as it was for that run
   * @param args the model's argument, as in that run
   * @throws UsageError when model, data or settings are not what they were (it says which), or a file is damaged; and
   *   whatever `run` throws.
   */
  static async resume<A>(
    folder: string,
    sampler: Sampler<A>,
    args?: ModelArguments<A>,
    options: ResumeOptions = {},
  ): Promise<MCMC<A>> {
    const run = readRun(await openFiles(), folder);
    const { numWarmup, numSamples, thinning, keepWarmup } = run.identity.settings;
    const together = run.together && ({ chainMethod: "vectorized", ...run.together } as const);
    const asked = {
      ...together,
      numWarmup,
      numSamples,
      thinning,
      keepWarmup,
      numChains: run.chains.length,
      store: folder,
    };
    const mcmc = new MCMC(sampler, { ...options, ...asked });
    const settings = mcmc.#settings;
    await mcmc.#go(args, (target) => planResumption(target, run, { settings, folder }));
    return mcmc;
  }

  async #go(args: unknown, plan: (target: Target) => Promise<RunPlan>): Promise<void> {
    this.#draws = undefined;
    const workers = await this.#standBy();
    try {
      const target = await this.#target(args as ModelArguments<A>);
      try {
        await this.#runOn(target, await plan(target), workers);
      } finally {
        target.close();
      }
    } finally {
      workers?.close();
    }
  }

  get #together(): Together | undefined {
    const { device = "wasm", poolAdaptation = true } = this.#options;
    return this.#chainMethod === "vectorized" ? { device, poolAdaptation } : undefined;
  }

  /** Threads, if the chains are to run in some, which start while the model is captured and compiled in this one. */
  async #standBy(): Promise<StandbyWorkers | undefined> {
    if (this.#chainMethod !== "parallel") return undefined;
    return standbyWorkers(Math.min(await this.#numWorkers(), this.#numChains));
  }

  async #numWorkers(): Promise<number> {
    const { threads = 1 } = this.#sampler.compile;
    return this.#options.numWorkers ?? Math.max(1, Math.floor((await availableWorkers()) / threads));
  }

  async #runOn(target: Target, plan: RunPlan, workers: StandbyWorkers | undefined): Promise<void> {
    const { key, tasks, modes, store, capacities, notice } = plan;
    const { progress = true, signal, device, poolAdaptation } = this.#options;
    const numWorkers = await this.#numWorkers();
    const { outcomes, last, postWarmup, errors } = await superviseChains({
      ...{ target, tasks, store, notice, numWorkers, progress, signal, device, poolAdaptation },
      method: this.#chainMethod,
      open: workers?.open,
    });
    this.#lastState = { key, chains: last };
    this.#postWarmupState = { key, chains: postWarmup };
    const records = capacities.map(({ sampling }, chain) => ({
      wanted: sampling,
      warmup: postWarmup[chain] ?? last[chain],
    }));
    const { targetAcceptProb } = this.#settings;
    const maxTreeDepth = this.#settings.algorithm === "nuts" ? this.#settings.maxTreeDepth[1] : undefined;
    const known = { groups: target.groups, modes, targetAcceptProb, ...(maxTreeDepth && { maxTreeDepth }) };
    this.#draws = new RunDraws(store, records, known);
    const failed = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.error]));
    for (const error of [...failed, ...errors]) throw error;
    if (this.complete && this.#settings.numSamples >= ENOUGH_TO_JUDGE) this.#judge(this.#draws, progress);
  }

  /** Says what speaks against the draws, whatever the progress option says; that nothing does, where progress is shown. */
  #judge(draws: RunDraws, progress: ProgressOption): void {
    const { verdict } = draws.modes;
    const { findings, text } = draws.numScalars <= FEW_SCALARS ? draws.diagnosis : { findings: [], text: "" };
    const warnings = [...(verdict ? [`Warning: ${verdict}`] : []), ...(findings.length > 0 ? [text] : [])];
    // biome-ignore lint/suspicious/noConsole: what a run ends with when its draws cannot be trusted
    if (warnings.length > 0) globalThis.console.warn(warnings.join("\n"));
    else if (progress === true && text !== "") globalThis.process?.stderr?.write(`${text}\n`);
  }

  async #target(args: ModelArguments<A>): Promise<Target> {
    const { target } = this.#sampler;
    return this.#compiler
      ? this.#compiler.target(args)
      : densityTarget(target as Exclude<typeof target, Model<A>>);
  }

  /**
   * Where the last run left its chains; undefined before there is one. To go on with more draws:
   * `mcmc.postWarmupState = mcmc.lastState; await mcmc.run(mcmc.lastState.key, args)`.
   */
  get lastState(): RunState | undefined {
    return this.#lastState;
  }

  /** What the next run goes on from, if it was set; else where the chains of the last run were after warmup. */
  get postWarmupState(): RunState | undefined {
    return this.#from ?? this.#postWarmupState;
  }

  /**
   * Makes the next runs go on from a state, with no warmup but what the state still lacks. With the key of the state they
   * continue its chains to the bytes of one longer run; with another they draw anew from there. Undefined: start anew.
   */
  set postWarmupState(state: RunState | undefined) {
    if (state && state.chains.length !== this.#numChains) {
      throw new UsageError(
        `MCMC: postWarmupState has ${state.chains.length} chains, but this run has numChains: ${this.#numChains}.`,
      );
    }
    this.#from = state;
  }

  #finished(): RunDraws {
    if (this.#draws) return this.#draws;
    throw new UsageError("MCMC: there are no draws yet. Call and await run(key, args) first.");
  }

  /** Whether the last run drew all that it was asked for: false after a stop, or when a chain failed. */
  get complete(): boolean {
    return this.#finished().missing === undefined;
  }

  /** What the last run has not drawn, chain by chain, in words; undefined when it is complete. */
  get missing(): string | undefined {
    return this.#finished().missing;
  }

  /** The kept draws of every latent and deterministic site: float64 tensors [draw, ...site], chains one after another. */
  getSamples(options: GetSamplesOptions = {}): Record<string, tf.Tensor> {
    return this.#finished().getSamples(options);
  }

  /** What was recorded with each draw: acceptProb, diverging, numSteps, treeDepth, energy, potentialEnergy, stepSize. */
  getExtraFields(options: GetSamplesOptions = {}): Record<ExtraField, tf.Tensor> {
    return this.#finished().getExtraFields(options);
  }

  /** What each chain's warmup found: step size, inverse mass matrix, work done, divergences. */
  getWarmup(): WarmupSummary[] {
    return this.#finished().getWarmup();
  }

  /** Draws kept for which the trajectory diverged, over all chains. */
  get numDivergences(): number {
    return this.#finished().numDivergences;
  }

  /**
   * Whether the chains found the same mode: which chains are in which, their log densities, modes that no chain was
   * started in, and a verdict in words, which is printed after a run when there is one.
   */
  get modes(): ChainModes {
    return this.#finished().modes;
  }

  /**
   * What speaks against trusting the draws: findings with advice, worst first, and as text. It is printed after each run of
   * 100 draws a chain or more, unless it has more than a thousand scalars.
   * Source: CmdStan's `diagnose`; Vehtari et al. (2021).
   */
  get diagnosis(): Diagnosis {
    return this.#finished().diagnosis;
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
