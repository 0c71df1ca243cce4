// The draws of one scalar quantity by chain, and the conditions under which a diagnostic of them has a value.
import { UsageError } from "./errors.ts";

/** Draws of one scalar quantity: C chains of N draws each, in the order in which they were drawn. */
export type Chains = readonly Float64Array[];

/** All draws of all chains in one array, chain after chain. */
export function pool(chains: Chains): Float64Array {
  const pooled = new Float64Array(chains.length * numDraws(chains));
  let offset = 0;
  for (const chain of chains) {
    pooled.set(chain, offset);
    offset += chain.length;
  }
  return pooled;
}

/** The common length of the chains. Throws a UsageError when there is no chain or the lengths differ. */
export function numDraws(chains: Chains): number {
  const first = chains[0];
  if (first === undefined) throw new UsageError("chains is empty: pass one Float64Array of draws per chain.");
  const odd = chains.findIndex((chain) => chain.length !== first.length);
  if (odd >= 0) {
    throw new UsageError(
      `Chains differ in length: chain 0 has ${first.length} draws, chain ${odd} has ${chains[odd]?.length}. ` +
        "Cut them to a common length.",
    );
  }
  return first.length;
}

/**
 * Whether convergence diagnostics exist for these chains. As in ArviZ (`not_valid`), they do not (the
 * diagnostic is NaN) with fewer than 4 draws a chain, fewer than `minChains` chains, or a NaN anywhere.
 */
export function isDiagnosable(chains: Chains, minChains = 1): boolean {
  return numDraws(chains) >= 4 && chains.length >= minChains && !chains.some(hasNaN);
}

export function hasNaN(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) return true;
  }
  return false;
}
