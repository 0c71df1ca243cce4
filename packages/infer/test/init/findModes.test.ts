// Clusters of points, and modes of densities, that are known.
import { foldIn, keyFromSeed, uniformStream } from "@nutmeg-ppl/compiler/random";
import { Normal } from "@nutmeg-ppl/distributions";
import { sample } from "@nutmeg-ppl/model";
import { describe, expect, it } from "vitest";
import { initToClusters, initToMode, initToPathfinder, MCMC, NUTS } from "../../src/index.ts";
import { clusters } from "../../src/init/clusters.ts";
import { findModes } from "../../src/init/findModes.ts";
import { uniformStarts } from "../../src/init/uniformStarts.ts";
import type { LogDensity } from "../../src/logDensity.ts";

/** A mixture of two normals in one dimension, at -3 and 3: of `weights`, with standard deviations `sds`. */
function twoModes(weights: readonly [number, number], sds: readonly [number, number]): LogDensity {
  return {
    dimension: 1,
    evaluate([x = 0], gradient) {
      const parts = [-3, 3].map((mean, i) => {
        const z = (x - mean) / sds[i]!;
        return { density: (weights[i]! / sds[i]!) * Math.exp(-0.5 * z * z), slope: -z / sds[i]! };
      });
      const total = parts.reduce((sum, { density }) => sum + density, 0);
      gradient[0] = parts.reduce((sum, { density, slope }) => sum + (density / total) * slope, 0);
      return Math.log(total);
    },
  };
}

describe("clusters", () => {
  it.each([1, 2, 3, 4])(
    "finds three separate groups in the plane, numbered from left to right, with seed %s",
    (seed) => {
      const uniform = uniformStream(keyFromSeed(100));
      const centres = [
        [5, 0],
        [-5, 100],
        [0, -100],
      ];
      const points = Float64Array.from(
        { length: 300 },
        (_, i) => centres[Math.floor(i / 2) % 3]![i % 2]! + uniform(),
      );
      const found = clusters(keyFromSeed(seed), points, 2, 3);
      expect([...found]).toEqual(Array.from({ length: 150 }, (_, i) => [2, 0, 1][i % 3]));
    },
  );

  it("puts equal points into one", () => {
    expect(new Set(clusters(keyFromSeed(1), new Float64Array(10).fill(3), 1, 2)).size).toBe(1);
  });
});

describe("findModes", () => {
  const anywhere = [uniformStarts(1, 6)];

  it("finds both modes and puts the one of more mass first, though the other is higher", () => {
    const density = twoModes([0.9, 0.1], [2, 0.05]);
    const found = Array.from({ length: 5 }, (_, seed) =>
      findModes(foldIn(keyFromSeed(1), seed), density, anywhere),
    );
    for (const search of found) {
      const [first, second] = search?.modes ?? [];
      expect(first?.top[0]).toBeCloseTo(-3, 1);
      if (!second) continue;
      expect(second.logDensity).toBeGreaterThan(first?.logDensity ?? Infinity);
      // Normal modes: the masses are the weights, and so is the difference of their logs up to overlap.
      expect((first?.elbo ?? 0) - second.elbo).toBeCloseTo(Math.log(9), 0);
    }
    expect(found.some((search) => search?.modes.length === 2)).toBe(true);
  });

  it("stops early once one mode is confirmed, and finds nothing where nothing is finite", () => {
    const one = findModes(keyFromSeed(2), twoModes([1, 0], [1, 1]), anywhere);
    expect(one?.modes.map(({ climbs }) => climbs)).toEqual([8]);
    const nowhere = { dimension: 1, evaluate: () => Number.NaN };
    expect(findModes(keyFromSeed(2), nowhere, anywhere)).toBeUndefined();
  });
});

describe("strategies for starts", () => {
  const model = () => void sample("mu", new Normal(100, 0.5));
  const options = {
    numWarmup: 0,
    numSamples: 1,
    numChains: 2,
    progress: false,
    chainMethod: "sequential",
  } as const;

  it.each([
    ["initToMode", initToMode()],
    ["initToPathfinder", initToPathfinder({ numDraws: 50, numDrawsPerPath: 50 })],
  ])("%s starts near the posterior, each chain elsewhere", async (_, initStrategy) => {
    const mcmc = new MCMC(new NUTS(model, { initStrategy, adaptStepSize: false, stepSize: 1e-6 }), options);
    await mcmc.run(3);
    const [a, b] = [...(mcmc.getSamples()["mu"]?.dataSync() ?? [])];
    // Within five standard deviations, which uniform starts in (-2, 2) are not.
    for (const start of [a, b]) expect(Math.abs((start ?? 0) - 100)).toBeLessThan(2.5);
    expect(a).not.toBe(b);
  });

  it("initToClusters says what it lacks in a model without a mixture", async () => {
    const mcmc = new MCMC(new NUTS(model, { initStrategy: initToClusters() }), options);
    await expect(mcmc.run(1)).rejects.toThrow(/initToClusters.*MixtureSameFamily/);
  });

  it("that find no start show the sites, and name the first that is not finite", async () => {
    const broken = () => {
      const tau = sample("tau", new Normal(0, 1));
      sample("y", new Normal(0, tau.square().neg()), { obs: 1 });
    };
    const run = new MCMC(new NUTS(broken), options).run(1);
    await expect(run).rejects.toThrow(
      /Chain 1 found no start[\s\S]*tau .*yes[\s\S]*y .*NO[\s\S]*not finite is "y" \(observed\)/,
    );
  });
});
