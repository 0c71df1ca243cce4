// Whether the chains of a run found the same mode, and if not, which found which: data, and a verdict in words.

import { exp } from "@nutmeg-ppl/compiler/runtime";
import type { FoundMode } from "@nutmeg-ppl/model";
import { gap, type Quantity } from "./quantities.ts";
import { verdictOn } from "./verdictOn.ts";

/** Chains whose draws overlap. */
export interface ModeOfChains {
  /** Numbers of the chains, from 0. */
  readonly chains: readonly number[];
  /** The mean log density of their draws, on unconstrained space. */
  readonly logDensity: number;
}

/** What is known of the modes after a run. */
export interface ChainModes {
  /** The modes that the chains are in, the highest mean log density first; one when all chains overlap. */
  readonly modes: readonly ModeOfChains[];
  /** The largest split R-hat, and of what; undefined when it has no value, as for one chain of constants. */
  readonly worst: { readonly name: string; readonly rhat: number } | undefined;
  /** Modes that the search for starts found and no chain was started in, with their share of the posterior mass. */
  readonly unvisited: readonly (FoundMode & { readonly share: number })[];
  /** What is wrong and what to do about it; undefined when nothing is. */
  readonly verdict: string | undefined;
}

/** Chains whose means differ by more standard deviations than this in some quantity are in different modes. */
const APART = 3;
/** Unvisited modes of less mass are not mentioned. */
const SHARE_LIMIT = 0.01;

/** What chains are judged by. */
export interface RunEvidence {
  /** Every scalar of the latent sites. */
  readonly quantities: readonly Quantity[];
  /** The log density of each draw, by chain. */
  readonly logDensities: readonly Float64Array[];
  /** The chains' numbers in the run, from 0. */
  readonly chains: readonly number[];
  /** What the search for starts found, the mode of the starts first. */
  readonly found: readonly FoundMode[];
}

export function chainModes({ quantities, logDensities, chains: numbers, found }: RunEvidence): ChainModes {
  const heights = new Map(logDensities.map((draws, row) => [numbers[row]!, meanOf(draws)]));
  const modes = groupsOfChains(quantities, numbers)
    .map((chains) => ({ chains, logDensity: meanOf(chains.map((chain) => heights.get(chain) ?? NaN)) }))
    .sort((a, b) => b.logDensity - a.logDensity);
  const worst = worstRhat(quantities);
  const unvisited = otherModes(found);
  return { modes, worst, unvisited, verdict: verdictOn({ modes, worst, unvisited }, quantities) };
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** The chains in groups: two that overlap in every scalar are in one, and so are those that a third one joins. */
function groupsOfChains(quantities: readonly Quantity[], numbers: readonly number[]): number[][] {
  const overlap = (a: number, b: number) => quantities.every((quantity) => !(gap(quantity, a, b) > APART));
  const groups: number[][] = [];
  for (const chain of numbers) {
    const near = groups.filter((group) => group.some((other) => overlap(other, chain)));
    for (const group of near) groups.splice(groups.indexOf(group), 1);
    groups.push([...near.flat(), chain].sort((a, b) => a - b));
  }
  return groups;
}

function worstRhat(quantities: readonly Quantity[]): ChainModes["worst"] {
  return quantities.reduce<ChainModes["worst"]>(
    (worst, { name, rhat }) => (rhat > (worst?.rhat ?? 0) ? { name, rhat } : worst),
    undefined,
  );
}

function otherModes(found: readonly FoundMode[]): ChainModes["unvisited"] {
  const [started, ...others] = found;
  if (!started) return [];
  const weights = others.map(({ elbo }) => exp(Math.min(0, elbo - started.elbo)));
  const total = weights.reduce((sum, weight) => sum + weight, 1);
  return others
    .map((mode, i) => ({ ...mode, share: weights[i]! / total }))
    .filter(({ share }) => share > SHARE_LIMIT);
}
