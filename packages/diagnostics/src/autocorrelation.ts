// Autocorrelation of one chain: its autocovariance over its variance.
import { autocovariance } from "./autocovariance.ts";

/** Autocorrelation of one chain at lags 0 .. N-1; 1 at lag 0; all NaN for a constant chain. As ArviZ `autocorr`. */
export function autocorrelation(draws: Float64Array): Float64Array {
  const covariance = autocovariance(draws);
  const variance = covariance[0] ?? Number.NaN;
  return covariance.map((value) => value / variance);
}
