// The verdict on chains whose modes are known.
import { fillStandardNormals, keyFromSeed } from "@nutmeg-ppl/compiler/random";
import { splitRhat } from "@nutmeg-ppl/diagnostics";
import { describe, expect, it } from "vitest";
import { makeStats } from "../../src/drawBlock.ts";
import { type ChainModes, chainModes } from "../../src/modes/chainModes.ts";
import { type Quantity, quantities } from "../../src/modes/quantities.ts";

const DRAWS = 400;

function normals(seed: number, mean = 0, sd = 1): Float64Array {
  const out = new Float64Array(DRAWS);
  fillStandardNormals(keyFromSeed(seed), out);
  return out.map((z) => mean + sd * z);
}

/** What is kept of the draws, by chain, of one site of several numbers. */
function kept(name: string, chains: readonly Float64Array[], size = 1): Quantity[] {
  const numbers = chains.map((_, chain) => chain);
  const draws = {
    sites: [{ name, kind: "sample" as const, shape: size === 1 ? [] : [size] }],
    numChains: chains.length,
    count: () => DRAWS,
    values: (_: number, chain: number) => chains[chain] as Float64Array,
    stats: () => makeStats(DRAWS),
  };
  return quantities(draws, numbers, (chains[0]?.length ?? 0) / size);
}

describe("quantities", () => {
  it("have the means, variances and split R-hat of the whole draws", () => {
    const chains = [normals(1, 2, 3), normals(2, 3, 4)];
    const interleaved = chains.map((chain) =>
      Float64Array.from({ length: 2 * DRAWS }, (_, i) => (i % 2 ? chain[(i - 1) / 2]! : i)),
    );
    const [, second] = kept("a", interleaved, 2);
    expect(second?.name).toBe("a[1]");
    expect(second?.rhat).toBeCloseTo(splitRhat(chains), 12);
    chains.forEach((chain, c) => {
      const mean = chain.reduce((sum, x) => sum + x, 0) / DRAWS;
      const variance = chain.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (DRAWS - 1);
      expect(second?.moments.get(c)?.mean).toBeCloseTo(mean, 12);
      expect(second?.moments.get(c)?.variance).toBeCloseTo(variance, 10);
    });
  });
});

/** Chains at given places of "a", with log densities around given heights; "b" is the same for all. */
function judge(
  places: readonly number[],
  heights: readonly number[],
  found: Parameters<typeof chainModes>[0]["found"] = [],
): ChainModes {
  return chainModes({
    quantities: [
      ...kept(
        "a",
        places.map((mean, chain) => normals(chain, mean)),
      ),
      ...kept(
        "b",
        places.map((_, chain) => normals(100 + chain)),
      ),
    ],
    logDensities: heights.map((height, chain) => normals(200 + chain, height)),
    chains: places.map((_, chain) => chain),
    found,
  });
}

describe("chainModes", () => {
  it("is silent on chains that agree", () => {
    const { modes, verdict } = judge([0, 0, 0, 0], [-5, -5, -5, -5]);
    expect(modes).toHaveLength(1);
    expect(modes[0]?.chains).toEqual([0, 1, 2, 3]);
    expect(verdict).toBeUndefined();
  });

  it("names the chains of each mode, the difference in log density, where they differ, and what to do", () => {
    const { modes, verdict } = judge([0, 40, 0, 40], [-905, -1041, -905, -1041]);
    expect(modes.map(({ chains }) => chains)).toEqual([
      [0, 2],
      [1, 3],
    ]);
    expect((modes[0]?.logDensity ?? 0) - (modes[1]?.logDensity ?? 0)).toBeCloseTo(136, 0);
    expect(verdict).toMatch(/2 modes/);
    expect(verdict).toMatch(/chains 1, 3: mean log density -905\.\d, the highest; a = /);
    expect(verdict).toMatch(/chains 2, 4: mean log density -104\d\.\d, lower by 13\d\.\d; a = (40|39\.9)/);
    expect(verdict).toMatch(/chains 2, 4 hold next to none.*initToMode/);
  });

  it("does not call modes of one height stuck", () => {
    const { verdict } = judge([0, 40], [-905, -905]);
    expect(verdict).toMatch(/similar log density/);
    expect(verdict).not.toMatch(/stuck/);
  });

  it("joins chains that overlap, and says that they have not mixed", () => {
    const { modes, worst, verdict } = judge([0, 1, 2, 3], [-5, -5, -5, -5]);
    expect(modes).toHaveLength(1);
    expect(worst?.name).toBe("a");
    expect(verdict).toMatch(/R-hat of a is 1\.\d+.*not mixed/);
  });

  it("keeps the run's numbers when some chains are missing", () => {
    const { modes } = chainModes({
      quantities: [
        {
          name: "a",
          rhat: 9,
          moments: new Map([
            [1, { mean: 0, variance: 1 }],
            [5, { mean: 40, variance: 1 }],
          ]),
        },
      ],
      logDensities: [normals(3), normals(4)],
      chains: [1, 5],
      found: [],
    });
    expect(modes.flatMap(({ chains }) => chains).sort()).toEqual([1, 5]);
  });

  it("mentions modes of some mass that no chain was started in", () => {
    const mode = (elbo: number) => ({ elbo, logDensity: elbo + 10, climbs: 2 });
    const { unvisited, verdict } = judge([0, 0], [-5, -5], [mode(-20), mode(-21), mode(-60)]);
    // exp(-1) / (1 + exp(-1)) = 0.269
    expect(unvisited.map(({ share }) => share)).toEqual([expect.closeTo(0.269, 3)]);
    expect(verdict).toMatch(/about 27 % \(log density -11\.0\)/);
  });
});
