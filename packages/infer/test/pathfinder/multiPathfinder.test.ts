// Pathfinder on posteriors that are known: its approximation, its evidence, its draws and its verdict on them.
import { keyFromSeed } from "@nutmeg-ppl/compiler/random";
import { HalfNormal, Normal } from "@nutmeg-ppl/distributions";
import { sample } from "@nutmeg-ppl/model";
import type * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { pathfinder } from "../../src/index.ts";
import { uniformStarts } from "../../src/init/uniformStarts.ts";
import type { LogDensity } from "../../src/logDensity.ts";
import { bestNormal, drawsOf } from "../../src/pathfinder/climbToNormal.ts";
import { attemptAt, lbfgs } from "../../src/pathfinder/lbfgs.ts";
import { multiPathfinder } from "../../src/pathfinder/multiPathfinder.ts";
import { correlatedGaussian, funnel, gaussian } from "../densities.ts";

const precision = [
  [4, 1, 0],
  [1, 2, -0.5],
  [0, -0.5, 1],
]; // determinant 6, by hand: 4 (2 - 0.25) - 1
const covariance = [
  [1.75 / 6, -1 / 6, -0.5 / 6],
  [-1 / 6, 4 / 6, 2 / 6],
  [-0.5 / 6, 2 / 6, 7 / 6],
];

function best(density: LogDensity, from: readonly number[]) {
  const start = attemptAt(density, Float64Array.from(from))!;
  return bestNormal(keyFromSeed(1), density, lbfgs(density, start))!;
}

describe("the normal approximation of a climb", () => {
  it("has the density that its covariance gives, and the covariance that its draws have", () => {
    const { approximation } = best(correlatedGaussian(precision), [1, -1, 2]);
    const at = (normals: readonly number[]) => approximation.draw(Float64Array.from(normals));
    const columns = [at([1, 0, 0]), at([0, 1, 0]), at([0, 0, 1])].map(({ position }) =>
      position.map((x, i) => x - approximation.mean[i]!),
    );
    const [a, b, c] = columns as [Float64Array, Float64Array, Float64Array];
    const determinant =
      a[0]! * (b[1]! * c[2]! - b[2]! * c[1]!) -
      b[0]! * (a[1]! * c[2]! - a[2]! * c[1]!) +
      c[0]! * (a[1]! * b[2]! - a[2]! * b[1]!);
    const z = [0.3, -1.2, 0.7];
    const expected =
      -Math.log(Math.abs(determinant)) - 1.5 * Math.log(2 * Math.PI) - 0.5 * (0.09 + 1.44 + 0.49);
    expect(at(z).logDensity).toBeCloseTo(expected, 10);
  });

  it("is the target itself when that is a Gaussian of few dimensions, and its evidence bound the log of the integral", () => {
    const { approximation, elbo } = best(correlatedGaussian(precision), [1, -1, 2]);
    // log of the integral of exp(-x'Px/2): (3/2) log(2 pi) - log(6)/2. Five steps of history have every direction.
    expect(elbo).toBeCloseTo(1.5 * Math.log(2 * Math.PI) - 0.5 * Math.log(6), 1);
    for (const x of approximation.mean) expect(Math.abs(x)).toBeLessThan(1e-2);
  });

  it("weighs each draw by both densities", () => {
    const density = gaussian([1, 2]);
    const { approximation } = best(density, [1, 1]);
    const gradient = new Float64Array(2);
    for (const { position, logTarget } of drawsOf(keyFromSeed(2), density, approximation, 5)) {
      expect(logTarget).toBe(density.evaluate(position, gradient));
    }
  });
});

describe("multi-path Pathfinder", () => {
  it("draws from a Gaussian with its means and covariances", () => {
    const { positions, numDraws, paretoK, paths } = multiPathfinder(
      keyFromSeed(3),
      correlatedGaussian(precision),
      uniformStarts(3),
    );
    expect(numDraws).toBe(1000);
    expect(paths).toHaveLength(4);
    expect(paretoK).toBeLessThan(0.7);
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let draw = 0; draw < numDraws; draw++)
          sum += positions[draw * 3 + i]! * positions[draw * 3 + j]!;
        const expected = covariance[i]![j]!;
        // Of 1000 independent draws; doubled for those that resampling repeats.
        const error = Math.sqrt((covariance[i]![i]! * covariance[j]![j]! + expected * expected) / numDraws);
        expect(Math.abs(sum / numDraws - expected)).toBeLessThan(2 * 4 * error);
      }
    }
  });

  it("says by the tail of its weights that a funnel is no Gaussian", () => {
    const { paretoK } = multiPathfinder(keyFromSeed(4), funnel(10), uniformStarts(10), { maxIterations: 40 });
    expect(paretoK).toBeGreaterThan(0.7);
  });

  it("repeats itself with the same key only", () => {
    const run = (seed: number) =>
      multiPathfinder(keyFromSeed(seed), gaussian([1, 2]), uniformStarts(2), { numDraws: 10 });
    expect(run(5).positions).toEqual(run(5).positions);
    expect(run(5).positions).not.toEqual(run(6).positions);
  });

  it("refuses counts that are none, and a density that is nowhere finite", () => {
    const key = keyFromSeed(1);
    expect(() => multiPathfinder(key, gaussian([1]), uniformStarts(1), { numPaths: 0 })).toThrow(
      /numPaths.*not 0/,
    );
    const nowhere = { dimension: 1, evaluate: () => Number.NaN };
    expect(() => multiPathfinder(key, nowhere, uniformStarts(1))).toThrow(/no climb found/);
  });
});

describe("pathfinder", () => {
  it("takes a model and gives draws of its sites", async () => {
    const model = ({ y }: { y: tf.Tensor1D }) => {
      const mu = sample("mu", new Normal(0, 10));
      const sigma = sample("sigma", new HalfNormal(5));
      sample("y", new Normal(mu, sigma), { obs: y });
    };
    const y = [4.1, 5.2, 3.9, 4.8, 5.5, 4.4, 5.1, 4.6];
    const { samples, paretoK } = await pathfinder(model, { y }, { key: 1, numDraws: 400 });
    expect(paretoK).toBeLessThan(0.7);
    expect(samples["mu"]?.shape).toEqual([400]);
    const valuesOf = (name: string) => samples[name]?.dataSync() as unknown as Float64Array;
    const mu = valuesOf("mu");
    // The mean of y is 4.7, its standard error about 0.2.
    expect(mu.reduce((a, b) => a + b, 0) / 400).toBeCloseTo(4.7, 0);
    expect(valuesOf("sigma").every((s) => s > 0)).toBe(true);
  });
});
