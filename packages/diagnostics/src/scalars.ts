// The scalars of sites: each element's draws by chain, under its name.
import type { Chains } from "./chains.ts";
import { elementName, sizeOf } from "./elementName.ts";

/** The draws of one site: per chain an array of N draws after one another, each of `shape`, row-major. */
export interface SiteDraws {
  readonly shape: readonly number[];
  readonly chains: Chains;
}

/** The draws of the scalar at a flat index. */
export function scalarChains(chains: Chains, size: number, index: number): Chains {
  if (size === 1) return chains;
  return chains.map((chain) => {
    const scalar = new Float64Array(chain.length / size);
    for (let i = 0; i < scalar.length; i++) scalar[i] = chain[i * size + index]!;
    return scalar;
  });
}

/** By name, sites in the order of `draws`, indices row-major. */
export function scalarsOf(draws: Readonly<Record<string, SiteDraws>>): Map<string, Chains> {
  const scalars = new Map<string, Chains>();
  for (const [site, { shape, chains }] of Object.entries(draws)) {
    const size = sizeOf(shape);
    for (let i = 0; i < size; i++) scalars.set(elementName(site, shape, i), scalarChains(chains, size, i));
  }
  return scalars;
}
