// Empirical quantiles and the median.
import { UsageError } from "./errors.ts";

/**
 * Empirical quantiles by linear interpolation between order statistics (NumPy's default, R's type 7).
 * `draws` may be in any order and is not changed; each of `probs` lies in [0, 1]. NaN if a draw is NaN.
 * Throws a UsageError for no draws or a probability outside [0, 1].
 */
export function quantile(draws: ArrayLike<number>, probs: readonly number[]): number[] {
  const sorted = Float64Array.from(draws).sort();
  return probs.map((prob) => quantileOfSorted(sorted, prob));
}

/** One quantile of draws that are in ascending order (NaN last, as `Float64Array.prototype.sort` leaves them). */
export function quantileOfSorted(sorted: Float64Array, prob: number): number {
  checkSorted(sorted, prob);
  const position = (sorted.length - 1) * prob;
  const index = Math.min(Math.floor(position), sorted.length - 1);
  const low = sorted[index]!;
  const high = sorted[Math.min(index + 1, sorted.length - 1)]!;
  if (Number.isNaN(sorted.at(-1))) return Number.NaN;
  if (low === high) return low; // also keeps a plateau of infinities from becoming NaN
  const fraction = position - index;
  return fraction < 0.5 ? low + (high - low) * fraction : high - (high - low) * (1 - fraction);
}

/** The middle order statistic, or the mean of the two. Folding needs this rounding: both middle draws must tie. */
export function medianOfSorted(sorted: Float64Array): number {
  checkSorted(sorted, 0.5);
  if (Number.isNaN(sorted.at(-1))) return Number.NaN;
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function checkSorted(sorted: Float64Array, prob: number): void {
  if (sorted.length === 0)
    throw new UsageError("A quantile of no draws does not exist: pass at least one draw.");
  if (!(prob >= 0 && prob <= 1)) {
    throw new UsageError(`A quantile's probability must lie in [0, 1], but is ${prob}: pass 0.05 for 5 %.`);
  }
}
