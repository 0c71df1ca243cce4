// Draws: reproducible from their key, inside the support, and distributed as the density says.
import { sizeOf, valuesOf } from "@nutmeg-ppl/compiler";
import type { Distribution } from "@nutmeg-ppl/distributions";
import { expect, it } from "vitest";
import { flat, type ReferenceCase } from "../readReference.ts";
import { chiSquare } from "../statistics/chiSquare.ts";
import { kolmogorovSmirnov } from "../statistics/kolmogorovSmirnov.ts";
import type { DistributionRow } from "./distributionRow.ts";

const SEED = 20261121;
const COUNT = 5000;
/** With a fixed seed a right sampler passes for ever or fails at once: about one test in a thousand would. */
const SIGNIFICANCE = 1e-3;
/** In standard errors: exceeded by chance once in 150,000 comparisons. */
const LARGEST_ERROR = 4.5;

function draw(distribution: Distribution): Float64Array {
  return valuesOf(distribution.sample(SEED, [COUNT]));
}

function discreteFit(distribution: Distribution, draws: Float64Array): number {
  const size = draws.reduce((a, b) => Math.max(a, b), 0) + 1;
  const counts = new Float64Array(size);
  for (const k of draws) counts[k] = (counts[k] as number) + 1;
  const labels = Float64Array.from({ length: size }, (_, k) => k);
  return chiSquare(counts, valuesOf(distribution.logProb(labels)).map(Math.exp));
}

/** The largest deviation of a first or second moment, in standard errors. */
function momentError(draws: Float64Array, mean: readonly number[], covariance: readonly number[]): number {
  const n = mean.length;
  const errors: number[] = [];
  const deviation = (statistic: (row: number) => number, expected: number): void => {
    const values = Float64Array.from({ length: COUNT }, (_, row) => statistic(row));
    const average = values.reduce((a, b) => a + b, 0) / COUNT;
    const spread = Math.sqrt(values.reduce((a, x) => a + (x - average) ** 2, 0) / COUNT);
    errors.push(Math.abs(average - expected) / (spread / Math.sqrt(COUNT)));
  };
  const centered = (row: number, i: number): number => (draws[row * n + i] as number) - (mean[i] as number);
  for (let i = 0; i < n; i++) {
    deviation((row) => centered(row, i), 0);
    for (let j = 0; j <= i; j++) {
      deviation((row) => centered(row, i) * centered(row, j), covariance[i * n + j] as number);
    }
  }
  return Math.max(...errors);
}

function expectFit(distribution: Distribution, { parameters, mean, covariance }: ReferenceCase): void {
  const draws = draw(distribution);
  const label = `draws for ${JSON.stringify(parameters)}`;
  if (covariance !== undefined) {
    expect(momentError(draws, flat(mean ?? []), flat(covariance)), label).toBeLessThan(LARGEST_ERROR);
  } else if (distribution.isDiscrete) {
    expect(discreteFit(distribution, draws), label).toBeGreaterThan(SIGNIFICANCE);
  } else {
    expect(kolmogorovSmirnov(valuesOf(distribution.cdf(draws))), label).toBeGreaterThan(SIGNIFICANCE);
  }
}

export function samplerLaws(row: DistributionRow): void {
  const { create, reference, sampled } = row;

  it("draws what its density says, at a fixed seed", () => {
    reference.cases.forEach((one, i) => {
      if (sampled?.includes(i) ?? true) expectFit(create(one.parameters), one);
    });
  });

  it("draws values of its support", () => {
    const distribution = create(row.batch.parameters);
    const draws = distribution.sample(SEED, [200]);
    expect(valuesOf(distribution.support.check(draws)).includes(0)).toBe(false);
  });

  it("draws the same for one key and other values for another", () => {
    const distribution = create(row.batch.parameters);
    const [first, again, other] = [1, 1, 2].map((seed) => valuesOf(distribution.sample(seed, [50])));
    expect(first).toEqual(again);
    expect(first).not.toEqual(other);
  });

  it("draws independently over sample and batch axes", () => {
    const distribution = create(row.batch.parameters).expand([2, ...row.batch.batchShape]);
    const draws = valuesOf(distribution.sample(3, [40]));
    const half = sizeOf(row.batch.batchShape) * sizeOf(row.batch.eventShape);
    const copies = Array.from({ length: 40 }, (_, i) => {
      const start = 2 * i * half;
      return [draws.slice(start, start + half), draws.slice(start + half, start + 2 * half)];
    });
    expect(copies.every(([a, b]) => String(a) === String(b))).toBe(false);
  });
}
