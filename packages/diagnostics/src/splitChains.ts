// Cuts every chain in two halves, so that a drift within a chain shows up as a difference between chains.
import { type Chains, numDraws } from "./chains.ts";

/** First halves of all chains, then last halves: 2C chains of floor(N/2) draws (views, not copies). Of an odd N the middle draw is dropped. */
export function splitChains(chains: Chains): Float64Array[] {
  const length = numDraws(chains);
  const half = Math.floor(length / 2);
  return [
    ...chains.map((chain) => chain.subarray(0, half)),
    ...chains.map((chain) => chain.subarray(length - half)),
  ];
}
