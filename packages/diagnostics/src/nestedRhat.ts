// Nested R-hat, for many short chains: superchains of chains that began at one point each.
import { type Chains, hasNaN, numDraws } from "./chains.ts";
import { UsageError } from "./errors.ts";
import { mean, variance } from "./moments.ts";

/** The variance of the means of a superchain's chains, and what varies within them; 0 for what has one member. */
function varianceWithin(superchain: Chains): number {
  const between = superchain.length > 1 ? variance(superchain.map((chain) => mean(chain))) : 0;
  const within = numDraws(superchain) > 1 ? mean(superchain.map((chain) => variance(chain))) : 0;
  return between + within;
}

/**
 * sqrt(1 + B / W): B the variance of the superchains' means, W the mean over superchains of the variance between and
 * within their chains. It works for chains as short as one draw, and then tends to sqrt(1 + 1 / M) with M chains in each
 * superchain: compare it with sqrt(1 + 1 / M + tau) rather than with 1.01. NaN for a NaN draw or a constant quantity.
 *
 * @param superchains at least two, all of one number of chains, all chains of one length
 * @throws UsageError when they are fewer, or differ in size.
 * Source: Margossian et al. (2024), "Nested R-hat", Bayesian Analysis; the R package posterior, `rhat_nested`.
 */
export function nestedRhat(superchains: readonly Chains[]): number {
  const [first] = superchains;
  if (first === undefined || superchains.length < 2) {
    throw new UsageError(
      `nestedRhat needs two superchains or more, but got ${superchains.length}. Group the chains by where they began.`,
    );
  }
  const odd = superchains.findIndex((superchain) => superchain.length !== first.length);
  if (odd >= 0) {
    throw new UsageError(
      `nestedRhat: superchain 0 has ${first.length} chains, superchain ${odd} has ${superchains[odd]?.length}. ` +
        "Give every superchain the same number.",
    );
  }
  const chains = superchains.flat();
  numDraws(chains);
  if (chains.some(hasNaN)) return Number.NaN;
  const between = variance(superchains.map((superchain) => mean(superchain.map((chain) => mean(chain)))));
  return Math.sqrt(1 + between / mean(superchains.map(varianceWithin)));
}
