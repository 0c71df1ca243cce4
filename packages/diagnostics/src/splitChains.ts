// Cuts every chain in two halves, so that a drift within a chain shows up as a difference between chains.
import { type Chains, numDraws } from "./chains.ts";

/** The first and last floor(N/2) draws of every chain: 2C chains (views). Of an odd N the middle draw is dropped. */
export function splitChains(chains: Chains): Float64Array[] {
  const length = numDraws(chains);
  const half = Math.floor(length / 2);
  return chains.flatMap((chain) => [chain.subarray(0, half), chain.subarray(length - half)]);
}
