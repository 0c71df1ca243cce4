// What a run of chains left, and the shapes in which it is handed out: tensors, tables, text. It draws nothing itself.
import { sizeOf, UsageError } from "@nutmeg-ppl/compiler";
import {
  type Diagnosis,
  diagnose,
  elementName,
  formatSummary,
  type SamplerStatistics,
  type SummaryOptions,
  type SummaryRow,
  summary,
} from "@nutmeg-ppl/diagnostics";
import type { FoundMode } from "@nutmeg-ppl/model";
import type * as tf from "@tensorflow/tfjs-core";
import { type ChainState, type WarmupSummary, warmupSummary } from "../chain.ts";
import { type ExtraField, extraFields, type Phase } from "../drawBlock.ts";
import { outputTensor } from "../draws/outputTensor.ts";
import { type ChainModes, chainModes } from "../modes/chainModes.ts";
import { quantities } from "../modes/quantities.ts";
import { type Relabelled, type Relabelling, relabel } from "../relabel/relabelling.ts";
import type { KeptDraws } from "../stores/runStore.ts";
import type { ShownSite, Target } from "../targets/target.ts";
import { largestRectangle, type Rectangle, whatIsMissing } from "./rectangle.ts";

interface RelabelOption {
  /** How exchangeable components are numbered, in models that have some; default "chains", "none" for the raw draws. */
  readonly relabel?: Relabelling;
}

export interface GetSamplesOptions extends RelabelOption {
  /**
   * Draws as [chain, draw, ...site] rather than [draw, ...site]. Of chains of unequal length, in a run that was cut off,
   * the rectangle that holds most draws: shorter chains are left out and longer ones cut.
   */
  readonly groupByChain?: boolean;
  /** The draws of warmup, which `keepWarmup` kept, rather than the posterior's. */
  readonly warmup?: boolean;
}

export interface RunSummaryOptions extends SummaryOptions, RelabelOption {
  /** Leaves deterministic sites out; default false. */
  readonly excludeDeterministic?: boolean;
}

/** How far a chain got, besides its draws. */
export interface ChainRecord {
  /** Draws that were asked for. */
  readonly wanted: number;
  /** At the end of warmup, or where the chain was stopped before; undefined for a chain that died in it. */
  readonly warmup: ChainState | undefined;
}

/** Draws that a summary holds at a time: half a gigabyte. */
const NUMBERS_AT_A_TIME = 1 << 26;

/** What is known of a run besides its draws: of modes, from the model and the search for starts, and of the sampler. */
interface RunKnowledge
  extends Pick<Target, "groups">,
    Pick<SamplerStatistics, "maxTreeDepth" | "targetAcceptProb"> {
  readonly modes: readonly FoundMode[];
}

/** Of draws without their model. */
const NOTHING_KNOWN: RunKnowledge = { groups: () => [], modes: [] };

/** The draws of a run, from memory or from files. */
export class RunDraws {
  readonly #kept: KeptDraws;
  readonly #chains: readonly ChainRecord[];
  readonly #known: RunKnowledge;
  /** With the labels of all chains matched: the default, which most of what is asked for shares. */
  #matched: Relabelled | undefined;
  #modes: ChainModes | undefined;
  /** The rows of all sites as they are shown by default, which both a diagnosis and a summary want. */
  #rows: readonly SummaryRow[] | undefined;
  #diagnosis: Diagnosis | undefined;

  constructor(kept: KeptDraws, chains: readonly ChainRecord[], known: RunKnowledge = NOTHING_KNOWN) {
    this.#kept = kept;
    this.#chains = chains;
    this.#known = known;
  }

  #relabelled({ relabel: how = "chains" }: RelabelOption): Relabelled {
    if (how !== "chains") return relabel(this.#kept, this.#known.groups(), how);
    this.#matched ??= relabel(this.#kept, this.#known.groups());
    return this.#matched;
  }

  /** Whether the chains found the same mode, once their labels are matched. */
  get modes(): ChainModes {
    const { chains, length } = this.#rectangle("sampling");
    this.#modes ??= chainModes({
      quantities: quantities(this.#relabelled({}).draws, chains, length),
      logDensities: chains.map((chain) =>
        this.#kept
          .stats(chain, "sampling")
          .potentialEnergy.subarray(0, length)
          .map((energy) => -energy),
      ),
      chains,
      found: this.#known.modes,
    });
    return this.#modes;
  }

  /** Whether all draws that were asked for are there. */
  get complete(): boolean {
    return this.missing === undefined;
  }

  /** In words, what a run that was cut off has not drawn. */
  get missing(): string | undefined {
    return whatIsMissing(
      this.#counts("sampling"),
      this.#chains.map(({ wanted }) => wanted),
    );
  }

  getSamples(options: GetSamplesOptions = {}): Record<string, tf.Tensor> {
    const { draws } = this.#relabelled(options);
    const joined = draws.sites.map(({ name, shape }, site) => [
      name,
      this.#joined(shape, options, (chain, phase) => draws.values(site, chain, phase)),
    ]);
    return Object.fromEntries(joined);
  }

  getExtraFields(options: GetSamplesOptions = {}): Record<ExtraField, tf.Tensor> {
    const joined = extraFields.map((field) => [
      field,
      this.#joined([], options, (chain, phase) => this.#kept.stats(chain, phase)[field]),
    ]);
    return Object.fromEntries(joined) as Record<ExtraField, tf.Tensor>;
  }

  getWarmup(): WarmupSummary[] {
    return this.#chains.flatMap(({ warmup }) => (warmup ? [warmupSummary(warmup)] : []));
  }

  get numDivergences(): number {
    const flags = this.#chains.map((_, chain) => this.#kept.stats(chain, "sampling").diverging);
    return flags.reduce((sum, chain) => sum + chain.reduce((a, b) => a + b, 0), 0);
  }

  summary(options: RunSummaryOptions = {}): SummaryRow[] {
    const { excludeDeterministic = false, prob, relabel: how } = options;
    const isDefault = !excludeDeterministic && prob === undefined && how === undefined;
    if (isDefault && this.#rows) return [...this.#rows];
    const rows = this.#kept.sites.flatMap(({ kind }, site) =>
      excludeDeterministic && kind === "deterministic" ? [] : this.#summaryOf(site, options),
    );
    if (isDefault) this.#rows = rows;
    return rows;
  }

  /** How many scalars a diagnosis and a summary are of. */
  get numScalars(): number {
    return this.#kept.sites.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  }

  /**
   * What speaks against trusting the draws, with advice; as data and text. Draws that are more than a summary holds at a time
   * are judged by their rows and statistics alone.
   */
  get diagnosis(): Diagnosis {
    this.#diagnosis ??= this.#diagnose();
    return this.#diagnosis;
  }

  #diagnose(): Diagnosis {
    const { chains, length } = this.#rectangle("sampling");
    const column = <F extends ExtraField>(field: F) =>
      chains.map((chain) => this.#kept.stats(chain, "sampling")[field].subarray(0, length));
    const { maxTreeDepth, targetAcceptProb } = this.#known;
    const statistics = {
      diverging: column("diverging"),
      energy: column("energy") as Float64Array[],
      treeDepth: column("treeDepth"),
      ...(maxTreeDepth !== undefined && { maxTreeDepth }),
      ...(targetAcceptProb !== undefined && { targetAcceptProb }),
    };
    const fits = this.numScalars * chains.length * length <= NUMBERS_AT_A_TIME;
    const { draws } = this.#relabelled({});
    const sites = (fits ? draws.sites : []).map(({ name, shape }, site) => {
      const end = length * sizeOf(shape);
      const own = chains.map((chain) => draws.values(site, chain, "sampling").subarray(0, end));
      return [name, { shape, chains: own }] as const;
    });
    return diagnose(Object.fromEntries(sites), statistics, this.summary());
  }

  /** The rows of one site, some elements at a time: its draws may be on disk, and more than memory holds. */
  #summaryOf(site: number, options: RunSummaryOptions): SummaryRow[] {
    const { chains, length } = this.#rectangle("sampling");
    const { draws } = this.#relabelled(options);
    const { name, shape } = this.#kept.sites[site] as ShownSite;
    const size = sizeOf(shape);
    const step = Math.max(1, Math.floor(NUMBERS_AT_A_TIME / (chains.length * length)));
    const parts = Array.from({ length: Math.ceil(size / step) }, (_, i) => i * step);
    return parts.flatMap((from) => {
      const elements = [from, Math.min(size, from + step)] as const;
      const width = elements[1] - from;
      const values = chains.map((chain) =>
        draws
          .values(site, chain, "sampling", width < size ? elements : undefined)
          .subarray(0, length * width),
      );
      const rows = summary({ [name]: { shape: [width], chains: values } }, options);
      return rows.map((row, i) => ({ ...row, name: elementName(name, shape, from + i) }));
    });
  }

  formatSummary(options: RunSummaryOptions = {}): string {
    const text = formatSummary(this.summary(options), {
      divergences: this.numDivergences,
      findings: this.diagnosis.findings,
    });
    const notes = this.#relabelled(options).notes.map((note) => `Note: ${note}`);
    const { verdict } = this.modes;
    return [text, ...notes, verdict && `Warning: ${verdict}`, this.missing].filter(Boolean).join("\n");
  }

  #counts(phase: Phase): number[] {
    return this.#chains.map((_, chain) => this.#kept.count(chain, phase));
  }

  #rectangle(phase: Phase): Rectangle {
    const rectangle = largestRectangle(this.#counts(phase));
    if (rectangle.length > 0) return rectangle;
    throw new UsageError(
      phase === "warmup"
        ? "MCMC: no draws of warmup were kept. Ask for them: keepWarmup: true."
        : `MCMC: the run was cut off before its first draw. ${this.missing}`,
    );
  }

  /** A tensor of the columns that `column` gives. */
  #joined(
    shape: readonly number[],
    { groupByChain = false, warmup = false }: GetSamplesOptions,
    column: (chain: number, phase: Phase) => Float64Array | Int32Array | Uint8Array,
  ): tf.Tensor {
    const phase = warmup ? "warmup" : "sampling";
    const size = sizeOf(shape);
    const { chains, length } = this.#rectangle(phase);
    const counts = this.#counts(phase);
    const rows = groupByChain ? chains.map((chain) => [chain, length] as const) : [...counts.entries()];
    const total = rows.reduce((sum, [, count]) => sum + count, 0);
    const values = new Float64Array(total * size);
    let filled = 0;
    for (const [chain, count] of rows) {
      const draws = column(chain, phase);
      values.set(draws.subarray(0, count * size), filled);
      filled += count * size;
    }
    return outputTensor(values, groupByChain ? [chains.length, length, ...shape] : [total, ...shape]);
  }
}
