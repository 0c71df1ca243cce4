// What is kept of the draws of each scalar to compare chains by: means and variances. The draws are read one site of one
// chain at a time, so that those on disk stay there.
import { sizeOf } from "@nutmeg-ppl/compiler";
import { elementName } from "@nutmeg-ppl/diagnostics";
import type { KeptDraws } from "../stores/runStore.ts";

export interface Moments {
  readonly mean: number;
  readonly variance: number;
}

/** A scalar of a latent site. */
export interface Quantity {
  readonly name: string;
  /** By number of the chain. */
  readonly moments: ReadonlyMap<number, Moments>;
  /** Classic split R-hat; NaN where it has no value. */
  readonly rhat: number;
}

/** Numbers that are looked at together: an eighth of a gigabyte of one chain. */
const AT_A_TIME = 1 << 24;

/** @param length draws of each of the chains to look at */
export function quantities(draws: KeptDraws, chains: readonly number[], length: number): Quantity[] {
  const step = Math.max(1, Math.floor(AT_A_TIME / length));
  return draws.sites.flatMap(({ name, kind, shape }, site) => {
    if (kind !== "sample") return [];
    const size = sizeOf(shape);
    const parts = Array.from({ length: Math.ceil(size / step) }, (_, i) => i * step);
    return parts.flatMap((from) => {
      const end = Math.min(size, from + step);
      const read = (chain: number) =>
        draws.values(site, chain, "sampling", end - from < size ? [from, end] : undefined);
      return ofElements(read, chains, length, end - from).map((quantity, i) => ({
        name: elementName(name, shape, from + i),
        ...quantity,
      }));
    });
  });
}

/** Of some elements of a site: `read` gives a chain's draws of them. */
function ofElements(
  read: (chain: number) => Float64Array,
  chains: readonly number[],
  length: number,
  size: number,
): Omit<Quantity, "name">[] {
  const half = Math.floor(length / 2);
  const elements = Array.from({ length: size }, () => ({
    moments: new Map<number, Moments>(),
    halves: [] as Moments[],
  }));
  for (const chain of chains) {
    const values = read(chain);
    elements.forEach(({ moments, halves }, element) => {
      const between = (from: number, to: number) => momentsOf(values, { from, to, size, element });
      moments.set(chain, between(0, length));
      halves.push(between(0, half), between(length - half, length));
    });
  }
  return elements.map(({ moments, halves }) => ({ moments, rhat: rhatOf(halves, half) }));
}

/** The distance of two chains' means in standard deviations within them. */
export function gap({ moments }: Quantity, a: number, b: number): number {
  const [first, second] = [moments.get(a), moments.get(b)];
  if (!first || !second || first.mean === second.mean) return 0;
  return Math.abs(first.mean - second.mean) / Math.sqrt((first.variance + second.variance) / 2);
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Numbers in a draw, and which of them. */
  readonly size: number;
  readonly element: number;
}

function momentsOf(values: Float64Array, { from, to, size, element }: Stretch): Moments {
  let mean = 0;
  let squares = 0;
  for (let draw = from; draw < to; draw++) {
    const value = values[draw * size + element]!;
    const gain = value - mean;
    mean += gain / (draw - from + 1);
    squares += gain * (value - mean);
  }
  return { mean, variance: squares / (to - from - 1) };
}

/** Gelman et al. (2013), section 11.4, from the moments of half chains. */
function rhatOf(halves: readonly Moments[], length: number): number {
  const count = halves.length;
  const mean = halves.reduce((sum, half) => sum + half.mean / count, 0);
  const within = halves.reduce((sum, half) => sum + half.variance / count, 0);
  const between =
    halves.reduce((sum, half) => sum + (half.mean - mean) * (half.mean - mean), 0) / (count - 1);
  return Math.sqrt(between / within + (length - 1) / length);
}
