// Pareto-smoothed importance sampling: tames the largest of a set of importance ratios and says how far they can be trusted.
import exp from "@stdlib/math-base-special-exp";
import log from "@stdlib/math-base-special-ln";
import { argsort } from "./argsort.ts";
import { hasNaN } from "./chains.ts";
import { UsageError } from "./errors.ts";
import { fitGeneralizedPareto, generalizedParetoQuantile } from "./generalizedPareto.ts";

export interface SmoothedWeights {
  /** The logarithms of the smoothed weights, in the order of the ratios; the weights sum to 1. */
  readonly logWeights: Float64Array;
  /**
   * The shape of the ratios' tail. Estimates are reliable below 1 - 1 / log10(S), about 0.7 for S = 2000 ratios, and
   * worthless above 1. Infinity when fewer than 5 ratios make up the tail.
   */
  readonly paretoK: number;
}

/**
 * Replaces the largest importance ratios by the quantiles of a generalized Pareto distribution fitted to them (Vehtari,
 * Simpson, Gelman, Yao and Gabry 2024, JMLR 25(72)). As `arviz.psislw`.
 *
 * @param logRatios log target density less log proposal density of each draw, up to a constant; -Infinity is legal
 * @param relativeEfficiency effective draws per draw, for draws of a Markov chain; 1 for independent ones
 * @throws UsageError for no ratios, NaN, +Infinity, or ratios that are all 0.
 */
export function psis(logRatios: Float64Array, relativeEfficiency = 1): SmoothedWeights {
  check(logRatios);
  const order = argsort(logRatios);
  const size = logRatios.length;
  const largest = logRatios[order[size - 1]!]!;
  const logWeights = logRatios.map((ratio) => ratio - largest);
  const length = Math.ceil(Math.min(size / 5, 3 * Math.sqrt(size / relativeEfficiency)));
  const paretoK = length < size ? smoothTail(logWeights, order, length) : Infinity;
  const total = logOfSum(logWeights);
  return { logWeights: logWeights.map((weight) => weight - total), paretoK };
}

/** The logarithm of the smallest normal number: ratios this far below the largest are no tail. */
const SMALLEST = -708.3964185322641;

/** Smooths in place the weights above the one that has `length` weights above it; returns the tail's shape. */
function smoothTail(logWeights: Float64Array, order: Uint32Array, length: number): number {
  const size = logWeights.length;
  const cutoff = Math.max(logWeights[order[size - length - 1]!]!, SMALLEST);
  const tail = order.subarray(size - length).filter((i) => logWeights[i]! > cutoff);
  if (tail.length <= 4) return Infinity;
  const threshold = exp(cutoff);
  const pareto = fitGeneralizedPareto(Float64Array.from(tail, (i) => exp(logWeights[i]!) - threshold));
  if (!Number.isFinite(pareto.k)) return pareto.k;
  tail.forEach((i, rank) => {
    const smooth = generalizedParetoQuantile((rank + 0.5) / tail.length, pareto) + threshold;
    logWeights[i] = Math.min(0, log(smooth));
  });
  return pareto.k;
}

/** The logarithm of the sum of exponentials of numbers of which the largest is near 0. */
function logOfSum(values: Float64Array): number {
  return log(values.reduce((sum, value) => sum + exp(value), 0));
}

function check(logRatios: Float64Array): void {
  if (logRatios.length === 0) throw new UsageError("psis: there are no ratios. Pass one per draw.");
  if (hasNaN(logRatios)) throw new UsageError("psis: a log ratio is NaN. Leave draws without a density out.");
  const largest = logRatios.reduce((a, b) => Math.max(a, b));
  if (!Number.isFinite(largest)) {
    throw new UsageError(
      `psis: the largest log ratio is ${largest}, so there is nothing to weigh by. Leave out draws of infinite density.`,
    );
  }
}
