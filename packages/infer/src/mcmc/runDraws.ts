// What a run of chains left, and the shapes in which it is handed out: tensors, tables, text. It draws nothing itself.
import { sizeOf } from "@nutmeg-ppl/compiler";
import { ebfmi, formatSummary, type SummaryOptions, type SummaryRow, summary } from "@nutmeg-ppl/diagnostics";
import type * as tf from "@tensorflow/tfjs-core";
import type { ChainResult, WarmupSummary } from "../chain.ts";
import type { ChainStats } from "../drawStore.ts";
import { outputTensor } from "../draws/outputTensor.ts";
import type { SiteDraws } from "../targets/target.ts";

export interface GetSamplesOptions {
  /** Draws as [chain, draw, ...site] rather than [draw, ...site]. */
  readonly groupByChain?: boolean;
}

export interface RunSummaryOptions extends SummaryOptions {
  /** Leaves deterministic sites out; default false. */
  readonly excludeDeterministic?: boolean;
}

/** The names of what is recorded with each draw. */
export type ExtraField = keyof ChainStats;

export class RunDraws {
  readonly #chains: readonly ChainResult[];
  /** Each site's draws by chain. */
  readonly #bySite: ReadonlyMap<string, readonly SiteDraws[]>;

  /**
   * @param chains at least one
   * @param sites the draws of each chain, by site
   */
  constructor(chains: readonly ChainResult[], sites: readonly (readonly SiteDraws[])[]) {
    this.#chains = chains;
    const bySite = new Map<string, SiteDraws[]>();
    for (const site of sites.flat()) bySite.set(site.name, [...(bySite.get(site.name) ?? []), site]);
    this.#bySite = bySite;
  }

  samples(options: GetSamplesOptions): Record<string, tf.Tensor> {
    const joined = [...this.#bySite].map(([name, draws]) => {
      const chains = draws.map(({ values }) => values);
      return [name, joinChains(chains, shapeOf(draws), options)] as const;
    });
    return Object.fromEntries(joined);
  }

  extraFields(options: GetSamplesOptions): Record<ExtraField, tf.Tensor> {
    const fields = Object.keys((this.#chains[0] as ChainResult).stats) as ExtraField[];
    const joined = fields.map((field) => {
      const chains = this.#chains.map(({ stats }) => stats[field]);
      return [field, joinChains(chains, [], options)] as const;
    });
    return Object.fromEntries(joined) as Record<ExtraField, tf.Tensor>;
  }

  get warmup(): WarmupSummary[] {
    return this.#chains.map(({ warmup }) => warmup);
  }

  get numDivergences(): number {
    return this.#chains.reduce((sum, { stats }) => sum + stats.diverging.reduce((a, b) => a + b, 0), 0);
  }

  summary({ excludeDeterministic = false, ...options }: RunSummaryOptions): SummaryRow[] {
    const shown = [...this.#bySite].filter(
      ([, draws]) => !(excludeDeterministic && draws[0]?.kind === "deterministic"),
    );
    const entries = shown.map(
      ([name, draws]) =>
        [name, { shape: shapeOf(draws), chains: draws.map(({ values }) => values) }] as const,
    );
    return summary(Object.fromEntries(entries), options);
  }

  formatSummary(options: RunSummaryOptions): string {
    const energies = this.#chains.map(({ stats }) => stats.energy);
    return formatSummary(this.summary(options), { divergences: this.numDivergences, ebfmi: ebfmi(energies) });
  }
}

/** A site's shape, the same in every chain. */
const shapeOf = (draws: readonly SiteDraws[]): readonly number[] => (draws[0] as SiteDraws).shape;

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
