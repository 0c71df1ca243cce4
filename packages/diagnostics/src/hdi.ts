// The highest density interval: the narrowest interval that holds a given share of the draws.
import { UsageError } from "./errors.ts";

/**
 * The narrowest interval between two draws, floor(prob * N) apart in ascending order, as `[low, high]`; the
 * lowest one if several are equally narrow. One interval even where the density has several modes.
 * As ArviZ `hdi` and NumPyro `hpdi`, under which name it is exported too. `[NaN, NaN]` if a draw is NaN.
 * Throws a UsageError for no draws or a `prob` outside (0, 1).
 */
export function hdi(draws: ArrayLike<number>, prob = 0.9): [low: number, high: number] {
  return hdiOfSorted(Float64Array.from(draws).sort(), prob);
}

/** The same of draws that are in ascending order. */
export function hdiOfSorted(sorted: Float64Array, prob: number): [low: number, high: number] {
  const n = sorted.length;
  if (n === 0)
    throw new UsageError("A highest density interval of no draws does not exist: pass at least one draw.");
  if (!(prob > 0 && prob < 1)) {
    throw new UsageError(
      `An interval's prob must lie strictly between 0 and 1, but is ${prob}: pass 0.9 for 90 %.`,
    );
  }
  if (Number.isNaN(sorted[n - 1]!)) return [Number.NaN, Number.NaN];
  const span = Math.min(Math.floor(prob * n), n - 1);
  let best = 0;
  let narrowest = Number.POSITIVE_INFINITY;
  for (let i = 0; i + span < n; i++) {
    const width = sorted[i + span]! - sorted[i]!;
    if (width < narrowest) {
      narrowest = width;
      best = i;
    }
  }
  return [sorted[best]!, sorted[best + span]!];
}
