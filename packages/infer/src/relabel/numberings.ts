// Permutations for exchangeable components: by matching chains, by matching draws, by an order. They change no draws.
import type { ExchangeableGroup } from "@nutmeg-ppl/model";
import type { KeptDraws } from "../stores/runStore.ts";
import { minimumCostAssignment } from "./assignment.ts";
import { type ComponentFeatures, componentFeatures } from "./componentFeatures.ts";

/** Which of the drawn components comes first, second, ... in a draw of a chain. */
export type Numbering = (chain: number, draw: number) => Int32Array;

/** Means of the features of each component, [size, width], and a weight for each feature. */
interface Reference {
  readonly means: Float64Array;
  readonly weights: Float64Array;
}

/** Rounds of matching draws to means and taking means again; they end by themselves, as those of k-means do. */
const MOST_ROUNDS = 20;

/** One permutation for each chain, to the first; and the chains that were not numbered as it is. */
export function numberingByChain(features: ComponentFeatures): { numbering: Numbering; moved: number[] } {
  const { size, width, chains } = features;
  const own = chains.map((rows) => meansOf(rows, size * width));
  const reference = { means: own[0]!, weights: weightsOf(features, own) };
  const orders = own.map((means) => matched(means, reference, size, width));
  const moved = orders.flatMap((order, chain) => (order.some((from, to) => from !== to) ? [chain] : []));
  return { numbering: (chain) => orders[chain]!, moved };
}

/**
 * A permutation for each draw, to the means of the draws so permuted (Stephens 2000, J. R. Stat. Soc. B 62, section 4);
 * in the first round, to the first chain's last draw.
 */
export function numberingByDraw(features: ComponentFeatures): Numbering {
  const { size, width, chains } = features;
  const length = size * width;
  let orders: Int32Array[][] = chains.map(() => []);
  let reference: Reference = {
    means: chains[0]!.subarray(-length),
    weights: weightsOf(
      features,
      chains.map((rows) => blurred(rows, size, width)),
    ),
  };
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = chains.map((rows) =>
      Array.from({ length: rows.length / length }, (_, draw) =>
        matched(rows.subarray(draw * length, (draw + 1) * length), reference, size, width),
      ),
    );
    const isSame = next.every((chain, c) =>
      chain.every((order, draw) => order.every((from, to) => from === orders[c]![draw]?.[to])),
    );
    orders = next;
    if (isSame) break;
    reference = referenceOf(features, orders);
  }
  return (chain, draw) => orders[chain]![draw]!;
}

/** The order of a site's elements, of those with several numbers by the first. */
export function numberingByOrder(draws: KeptDraws, group: ExchangeableGroup, site: string): Numbering {
  const only = { ...group, members: group.members.filter((member) => member.site === site) };
  const { size, width, chains: rows } = componentFeatures(draws, only);
  return (chain, draw) => {
    const first = (component: number) => rows[chain]![(draw * size + component) * width]!;
    return Int32Array.from({ length: size }, (_, i) => i).sort((a, b) => first(a) - first(b));
  };
}

/** The component that matches each component of the reference, at the least sum of weighted squared distances. */
function matched(
  values: Float64Array,
  { means, weights }: Reference,
  size: number,
  width: number,
): Int32Array {
  const costs = new Float64Array(size * size);
  for (let to = 0; to < size; to++) {
    for (let from = 0; from < size; from++) {
      let cost = 0;
      for (let f = 0; f < width; f++) {
        const gap = values[from * width + f]! - means[to * width + f]!;
        cost += weights[f]! * gap * gap;
      }
      costs[to * size + from] = cost;
    }
  }
  return minimumCostAssignment(costs, size);
}

/** The means of each feature over all components, as often as there are components. */
function blurred(rows: Float64Array, size: number, width: number): Float64Array {
  const means = meansOf(rows, width);
  return Float64Array.from({ length: size * width }, (_, i) => means[i % width]!);
}

/** The means of rows of `length` numbers. */
function meansOf(rows: Float64Array, length: number): Float64Array {
  const means = new Float64Array(length);
  const count = rows.length / length;
  for (let i = 0; i < rows.length; i++) means[i % length]! += rows[i]! / count;
  return means;
}

/** One over the mean variance of each feature around its chain's and component's mean; 0 for one that never varies. */
function weightsOf({ size, width, chains }: ComponentFeatures, means: readonly Float64Array[]): Float64Array {
  const sums = new Float64Array(width);
  chains.forEach((rows, chain) => {
    for (let i = 0; i < rows.length; i++) {
      const gap = rows[i]! - means[chain]![i % (size * width)]!;
      sums[i % width]! += gap * gap;
    }
  });
  const count = chains.reduce((total, rows) => total + rows.length / width, 0);
  return sums.map((sum) => (sum > 0 ? count / sum : 0));
}

/** Means and weights of draws renumbered. */
function referenceOf(features: ComponentFeatures, orders: readonly (readonly Int32Array[])[]): Reference {
  const { size, width, chains } = features;
  const renumbered = chains.map((rows, chain) => {
    const out = new Float64Array(rows.length);
    orders[chain]!.forEach((order, draw) => {
      order.forEach((from, to) => {
        const start = (draw * size + from) * width;
        out.set(rows.subarray(start, start + width), (draw * size + to) * width);
      });
    });
    return out;
  });
  const means = meansOf(joined(renumbered), size * width);
  return {
    means,
    weights: weightsOf(
      { ...features, chains: renumbered },
      renumbered.map(() => means),
    ),
  };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((total, { length }) => total + length, 0));
  let filled = 0;
  for (const part of parts) {
    whole.set(part, filled);
    filled += part.length;
  }
  return whole;
}
