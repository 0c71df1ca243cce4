// The estimated Bayesian fraction of missing information of Hamiltonian Monte Carlo.
import { type Chains, numDraws } from "./chains.ts";
import { variance } from "./moments.ts";

/**
 * Per chain, the mean squared change of the energy from draw to draw over the energy's variance. Below 0.3 the
 * momentum is resampled too timidly for the energy's spread, and tails are explored slowly. NaN for a constant
 * energy or fewer than two draws. Source: Betancourt (2016), arXiv:1604.00695; ArviZ `bfmi`.
 */
export function ebfmi(energy: Chains): number[] {
  const changes = numDraws(energy) - 1;
  return energy.map((chain) => {
    let sum = 0;
    for (let i = 0; i < changes; i++) sum += (chain[i + 1]! - chain[i]!) ** 2;
    return sum / changes / variance(chain);
  });
}
