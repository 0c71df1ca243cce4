// Whether ranks are uniform: all points of their empirical distribution function at once, against simulated ranks.
import { foldIn, keyFromSeed, uniformStream } from "@nutmeg-ppl/compiler/random";
import { exp, log } from "@nutmeg-ppl/compiler/runtime";

/** P(X <= r) for r = 0 .. n of a binomial variable with probability p in (0, 1). */
function binomialCdf(n: number, p: number): Float64Array {
  const cdf = new Float64Array(n + 1);
  const odds = log(p) - log(1 - p);
  let logMass = n * log(1 - p);
  let sum = 0;
  for (let r = 0; r <= n; r++) {
    sum += exp(logMass);
    cdf[r] = Math.min(sum, 1);
    logMass += log(n - r) - log(r + 1) + odds;
  }
  return cdf;
}

/** The test for so many ranks, each from 0 to `largest`. */
export class EcdfTest {
  readonly #count: number;
  readonly #largest: number;
  /** For each rank but the largest, the distribution of how many ranks are at most it. */
  readonly #cdfs: readonly Float64Array[];
  /** The statistic of simulated uniform ranks, ascending. */
  readonly #simulated: Float64Array;

  constructor(count: number, largest: number, simulations = 10_000) {
    this.#count = count;
    this.#largest = largest;
    this.#cdfs = Array.from({ length: largest }, (_, rank) => binomialCdf(count, (rank + 1) / (largest + 1)));
    const key = keyFromSeed(0);
    const ranks = new Int32Array(count);
    this.#simulated = Float64Array.from({ length: simulations }, (_, i) => {
      const uniform = uniformStream(foldIn(key, i));
      for (let j = 0; j < count; j++) ranks[j] = Math.floor((largest + 1) * uniform());
      return this.statistic(ranks);
    }).sort();
  }

  /**
   * The smallest two-sided tail probability of the number of ranks at most z, over all z: small when the distribution
   * function leaves the diagonal anywhere. Source: Säilynoja, Bürkner and Vehtari (2022), "Graphical test for discrete
   * uniformity and its applications in goodness-of-fit evaluation and multiple sample comparison", equation 7.
   */
  statistic(ranks: Int32Array): number {
    const counts = new Int32Array(this.#largest + 1);
    for (const rank of ranks) counts[rank]!++;
    let atMost = 0;
    let least = 1;
    for (const [rank, cdf] of this.#cdfs.entries()) {
      atMost += counts[rank] as number;
      const above = atMost === 0 ? 1 : 1 - (cdf[atMost - 1] as number);
      least = Math.min(least, 2 * Math.min(cdf[atMost] as number, above));
    }
    return least;
  }

  /** How often uniform ranks have a statistic as small: at least 1 in the number of simulations plus 1. */
  pValue(ranks: Int32Array): number {
    if (ranks.length !== this.#count)
      throw new RangeError(`${ranks.length} ranks were given for ${this.#count}.`);
    const limit = this.statistic(ranks);
    let low = 0;
    let high = this.#simulated.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#simulated[middle] as number) <= limit) low = middle + 1;
      else high = middle;
    }
    return (low + 1) / (this.#simulated.length + 1);
  }
}
