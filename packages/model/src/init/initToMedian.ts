// Starts at the middle of the prior.
import { type RandomKey, sizeOf, UnsupportedError, UsageError, valuesOf } from "@nutmeg-ppl/compiler";
import { fillLatents, type OpenSite } from "../density/fillLatents.ts";
import type { UnconstrainedModel } from "../density/unconstrainedModel.ts";
import type { Starter } from "./initStrategy.ts";
import { keyOf } from "./keyOf.ts";
import { uniformValues } from "./uniformValues.ts";

/**
 * Every site starts at the elementwise median, in unconstrained space, of `numSamples` draws from its prior given the
 * starts of earlier sites. A prior that cannot be drawn from starts uniformly in (-2, 2) instead.
 * As `numpyro.infer.init_to_median`.
 */
export function initToMedian(numSamples = 15): (model: UnconstrainedModel) => Starter {
  if (!(Number.isInteger(numSamples) && numSamples > 0)) {
    throw new UsageError(`initToMedian: numSamples must be a positive whole number, but got ${numSamples}.`);
  }
  return (model) => (key) => fillLatents(model, (site) => medianOrUniform(site, numSamples), key);
}

function medianOrUniform(site: OpenSite, numSamples: number): Float64Array {
  const size = sizeOf(site.unconstrainedShape);
  const key = keyOf(site);
  const draws = unconstrainedDraws(site, key, numSamples);
  return draws ? columnMedians(draws, numSamples, size) : uniformValues(key, size, 2);
}

/** Prior draws in unconstrained space, one per row; undefined for a prior that has no sampler. */
function unconstrainedDraws(site: OpenSite, key: RandomKey, count: number): Float64Array | undefined {
  const { distribution, sampleShape } = site.message;
  try {
    return valuesOf(site.transform.inverse(distribution.sample(key, [count, ...sampleShape])));
  } catch (error) {
    if (error instanceof UnsupportedError) return undefined;
    throw error;
  }
}

function columnMedians(rows: Float64Array, count: number, size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, column) => {
    const sorted = Float64Array.from({ length: count }, (_, row) => rows[row * size + column]!).sort();
    const middle = Math.floor(count / 2);
    return count % 2 === 1 ? sorted[middle]! : 0.5 * (sorted[middle - 1]! + sorted[middle]!);
  });
}
