// Autocovariance of one chain or averaged over chains, at every lag, in O(N log N) through the Fourier transform.
import { type Chains, numDraws } from "./chains.ts";
import { bitReversed, fourierTransform } from "./fft.ts";
import { mean } from "./moments.ts";

/**
 * Autocovariance of one chain at lags 0 .. N-1: `sum_i (x[i] - mean)(x[i + lag] - mean) / N`.
 * The divisor is N at every lag, as in Stan and ArviZ (`autocov`); NumPyro divides by N - lag instead.
 * Source: Geyer (1992), "Practical Markov chain Monte Carlo", section 3.1.
 */
export function autocovariance(draws: Float64Array): Float64Array {
  return meanAutocovariance([draws]);
}

/**
 * The mean over chains of their autocovariances. Two real chains x and y travel as one complex array x + iy: the
 * even part of |F(x + iy)|^2 belongs to the sum of their autocovariances and the odd part to an imaginary
 * remainder. The squares of all pairs are added up, and since they are real, the real part of a second forward
 * transform is that of the inverse.
 */
export function meanAutocovariance(chains: Chains): Float64Array {
  const n = numDraws(chains);
  if (n === 0) return new Float64Array(0);
  const padded = powerOfTwoFrom(2 * n);
  const power = new Float64Array(padded);
  for (let c = 0; c < chains.length; c += 2) {
    const pair = { re: centred(chains[c], padded), im: centred(chains[c + 1], padded) };
    fourierTransform(pair);
    for (let k = 0; k < padded; k++)
      power[k] = power[k]! + pair.re[k]! * pair.re[k]! + pair.im[k]! * pair.im[k]!;
  }
  const sums = { re: bitReversed(power), im: new Float64Array(padded) };
  fourierTransform(sums);
  const lags = bitReversed(sums.re).subarray(0, n);
  const scale = 1 / (padded * n * chains.length);
  for (let lag = 0; lag < n; lag++) lags[lag] = lags[lag]! * scale;
  return lags;
}

/** The chain minus its mean, followed by zeros; all zeros where there is no chain (the odd one's partner). */
function centred(chain: Float64Array | undefined, length: number): Float64Array {
  const out = new Float64Array(length);
  if (chain === undefined) return out;
  const center = mean(chain);
  for (let i = 0; i < chain.length; i++) out[i] = chain[i]! - center;
  return out;
}

function powerOfTwoFrom(minimum: number): number {
  let power = 1;
  while (power < minimum) power *= 2;
  return power;
}
