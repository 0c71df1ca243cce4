// Draws in memory: for each site one array over all chains, allocated before the run and filled as draws arrive.
import { sizeOf } from "@nutmeg-ppl/compiler";
import {
  type ChainStats,
  type DrawBlock,
  makeStats,
  mapStats,
  type Phase,
  writeStats,
} from "../drawBlock.ts";
import type { Constrain, ShownSite } from "../targets/target.ts";
import type { Capacity, RunStore } from "./runStore.ts";

/** The rows of one phase: chain after chain. */
interface Rows {
  /** Where each chain's rows begin. */
  readonly first: readonly number[];
  readonly counts: number[];
  readonly values: readonly Float64Array[];
  readonly stats: ChainStats;
}

export class MemoryStore implements RunStore {
  readonly sites: readonly ShownSite[];
  readonly numChains: number;
  readonly #rows: { readonly [P in Phase]: Rows };

  /** @param capacities draws of each chain, at most */
  constructor(sites: readonly ShownSite[], capacities: readonly Capacity[]) {
    this.sites = sites;
    this.numChains = capacities.length;
    const rows = (phase: Phase): Rows => {
      let total = 0;
      const first = capacities.map((capacity) => {
        const begin = total;
        total += capacity[phase];
        return begin;
      });
      return {
        first,
        counts: new Array<number>(capacities.length).fill(0),
        values: sites.map(({ shape }) => new Float64Array(total * sizeOf(shape))),
        stats: makeStats(total),
      };
    };
    this.#rows = { warmup: rows("warmup"), sampling: rows("sampling") };
  }

  append(chain: number, { phase, count, positions, stats }: DrawBlock, constrain: Constrain): void {
    const { counts, values, stats: kept } = this.#rows[phase];
    const first = this.#first(chain, phase) + this.count(chain, phase);
    const dimension = positions.length / count;
    for (let i = 0; i < count; i++) {
      const drawn = constrain(positions.subarray(i * dimension, (i + 1) * dimension));
      this.sites.forEach(({ name }, site) => {
        const value = drawn[name] as Float64Array;
        values[site]?.set(value, (first + i) * value.length);
      });
    }
    writeStats(kept, stats, first);
    counts[chain] = this.count(chain, phase) + count;
  }

  checkpoint(): void {}

  close(): void {}

  count(chain: number, phase: Phase): number {
    return this.#rows[phase].counts[chain] ?? 0;
  }

  values(site: number, chain: number, phase: Phase, elements?: readonly [number, number]): Float64Array {
    const { values } = this.#rows[phase];
    const size = sizeOf(this.sites[site]?.shape ?? []);
    const first = this.#first(chain, phase);
    const count = this.count(chain, phase);
    const whole = (values[site] as Float64Array).subarray(first * size, (first + count) * size);
    if (elements === undefined) return whole;
    const [from, to] = elements;
    const part = new Float64Array(count * (to - from));
    for (let i = 0; i < count; i++) part.set(whole.subarray(i * size + from, i * size + to), i * (to - from));
    return part;
  }

  stats(chain: number, phase: Phase): ChainStats {
    const { stats } = this.#rows[phase];
    const first = this.#first(chain, phase);
    return mapStats(stats, (column) => column.subarray(first, first + this.count(chain, phase)));
  }

  #first(chain: number, phase: Phase): number {
    return this.#rows[phase].first[chain] ?? 0;
  }
}
