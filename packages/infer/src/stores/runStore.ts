// The contract of what keeps the draws of a run: they are put in as they arrive, and read from it at any time. Memory and
// files are two ways.
import type { ChainState } from "../chain.ts";
import type { ChainStats, DrawBlock, Phase } from "../drawBlock.ts";
import type { Constrain, ShownSite } from "../targets/target.ts";

/** Draws as they can be read. Chains and sites count from 0. */
export interface KeptDraws {
  readonly sites: readonly ShownSite[];
  readonly numChains: number;
  /** Draws of a chain that are here. */
  count(chain: number, phase: Phase): number;
  /**
   * A site's values in a chain's draws, one draw after another: not to be changed.
   * @param elements of each value, its elements from the first to before the second; all when absent
   */
  values(site: number, chain: number, phase: Phase, elements?: readonly [number, number]): Float64Array;
  /** What was recorded with a chain's draws: not to be changed. */
  stats(chain: number, phase: Phase): ChainStats;
}

export interface RunStore extends KeptDraws {
  /** Keeps the sites' values at the positions of a block. */
  append(chain: number, block: DrawBlock, constrain: Constrain): void;
  /** Keeps where a chain is after the draws so far, if the store outlives the process. */
  checkpoint(chain: number, state: ChainState): void;
  /** No more draws will come. They can still be read. */
  close(): void;
}

/** Draws that a chain will keep, by phase. */
export type Capacity = { readonly [P in Phase]: number };
