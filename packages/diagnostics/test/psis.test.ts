// Pareto smoothing and the fit under it against ArviZ 0.23.4 (data/psis.json, made by data/psis.py).
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fitGeneralizedPareto, generalizedParetoQuantile } from "../src/generalizedPareto.ts";
import { psis, UsageError } from "../src/index.ts";

type Stored = number | "nan" | "inf" | "-inf";

interface File {
  readonly cases: readonly {
    readonly name: string;
    readonly ratios: readonly Stored[];
    readonly expected: readonly { reff: number; logWeights: readonly Stored[]; paretoK: Stored }[];
  }[];
  readonly fits: readonly {
    readonly tail: readonly number[];
    readonly k: number;
    readonly scale: number;
    readonly quantiles: readonly number[];
  }[];
}

const file = JSON.parse(readFileSync(new URL("./data/psis.json", import.meta.url), "utf8")) as File;
const words = { nan: Number.NaN, inf: Infinity, "-inf": -Infinity };
const numberOf = (stored: Stored): number => (typeof stored === "number" ? stored : words[stored]);

/** Both sum some hundred terms of order one in different orders: 1e-9 is a thousand times their rounding. */
function expectClose(found: number | undefined, expected: number): void {
  if (Number.isFinite(expected))
    expect(Math.abs((found ?? Number.NaN) - expected)).toBeLessThan(1e-9 * Math.max(1, Math.abs(expected)));
  else expect(found).toBe(expected);
}

/** The weights in the order of their ratios, and among equal ratios in their own: NumPy's sort leaves that to chance. */
function byRatio(ratios: Float64Array, weights: Float64Array): number[] {
  const pairs = [...ratios].map((ratio, i) => [ratio, weights[i] as number] as const);
  return pairs.sort((a, b) => (a[0] === b[0] ? a[1] - b[1] : a[0] - b[0])).map(([, weight]) => weight);
}

describe("the generalized Pareto fit", () => {
  test.each(file.fits)("of $tail.length exceedances equals ArviZ", ({ tail, k, scale, quantiles }) => {
    const fit = fitGeneralizedPareto(Float64Array.from(tail));
    expectClose(fit.k, k);
    expectClose(fit.scale / scale, 1);
    [0.05, 0.5, 0.99].forEach((p, i) => {
      expectClose(generalizedParetoQuantile(p, fit) / (quantiles[i] as number), 1);
    });
  });

  test("has the exponential distribution's quantiles at shape 0", () => {
    expect(generalizedParetoQuantile(0.5, { k: 0, scale: 2 })).toBeCloseTo(2 * Math.LN2, 14);
    expect(generalizedParetoQuantile(0.5, { k: 1e-12, scale: 2 })).toBeCloseTo(2 * Math.LN2, 11);
  });
});

describe.each(file.cases)("ratios $name", ({ ratios, expected }) => {
  test.each(expected)(
    "smooth as in ArviZ with relative efficiency $reff",
    ({ reff, logWeights, paretoK }) => {
      const numbers = Float64Array.from(ratios, numberOf);
      const found = psis(numbers, reff);
      expectClose(found.paretoK, numberOf(paretoK));
      const arviz = byRatio(numbers, Float64Array.from(logWeights, numberOf));
      byRatio(numbers, found.logWeights).forEach((weight, i) => {
        expectClose(weight, arviz[i] as number);
      });
    },
  );
});

describe("psis", () => {
  test("gives weights that sum to 1 and leaves its argument alone", () => {
    const ratios = Float64Array.from({ length: 500 }, (_, i) => Math.sin(i) * 3);
    const before = ratios.slice();
    const total = psis(ratios).logWeights.reduce((sum, weight) => sum + Math.exp(weight), 0);
    expect(total).toBeCloseTo(1, 12);
    expect(ratios).toEqual(before);
  });

  test.each([
    ["no ratios", [], /no ratios/],
    ["a NaN", [0, Number.NaN], /NaN/],
    ["ratios that are all 0", [-Infinity, -Infinity], /-Infinity/],
    ["an infinite ratio", [0, Infinity], /Infinity/],
  ])("refuses %s", (_, ratios, message) => {
    expect(() => psis(Float64Array.from(ratios))).toThrow(UsageError);
    expect(() => psis(Float64Array.from(ratios))).toThrow(message);
  });
});
