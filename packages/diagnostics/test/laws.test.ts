// What must hold of R-hat, effective sizes and Monte Carlo errors whatever the draws.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Chains,
  ebfmi,
  essBulk,
  essMean,
  essTail,
  mcseMean,
  mcseQuantile,
  mcseSd,
  rhat,
  splitRhat,
} from "../src/index.ts";
import { caseNamed, expectClose } from "./reference.ts";

/** 2 to 5 chains of 4 to 40 draws; multiples of 1/64, so that the affine maps below are exact. */
const chains: fc.Arbitrary<Chains> = fc
  .tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 4, max: 40 }))
  .chain(([count, length]) =>
    fc.array(fc.array(fc.integer({ min: -6400, max: 6400 }), { minLength: length, maxLength: length }), {
      minLength: count,
      maxLength: count,
    }),
  )
  .map((rows) => rows.map((row) => Float64Array.from(row, (value) => value / 64)));

/** Fixed: an effective size jumps where a pair of autocorrelations is 0, so a law may fail by rounding on rare draws. */
const runs = { seed: 20261, numRuns: 200 };

const dimensionless = { rhat, splitRhat, essBulk, essTail, essMean };

describe.each(Object.entries(dimensionless))("%s", (_name, diagnostic) => {
  test("does not depend on the order of the chains", () => {
    fc.assert(
      fc.property(chains, (draws) => {
        expectClose(diagnostic([...draws].reverse()), diagnostic(draws), 1e-9);
      }),
      runs,
    );
  });

  test("does not depend on the unit or the origin", () => {
    fc.assert(
      fc.property(chains, (draws) => {
        const moved = draws.map((chain) => chain.map((value) => 8 * value + 32));
        expectClose(diagnostic(moved), diagnostic(draws), 1e-9);
      }),
      runs,
    );
  });
});

describe("rank-based diagnostics", () => {
  test("the bulk effective size is that of any increasing function of the draws", () => {
    fc.assert(
      fc.property(chains, (draws) => {
        const cubed = draws.map((chain) => chain.map((value) => value ** 3));
        expect(essBulk(cubed)).toBe(essBulk(draws));
      }),
      runs,
    );
  });

  test("R-hat sees chains that differ in scale alone, which the classic one does not", () => {
    const { chains: unequal } = caseNamed("unequal scales");
    expect(rhat(unequal)).toBeGreaterThan(1.1);
    expect(splitRhat(unequal)).toBeLessThan(1.02);
  });

  test("the effective size never exceeds S log10 S", () => {
    fc.assert(
      fc.property(chains, (draws) => {
        const total = draws.length * (draws[0] as Float64Array).length;
        expect(essBulk(draws)).toBeLessThanOrEqual(total * Math.log10(total) * (1 + 1e-12));
      }),
      runs,
    );
  });
});

describe("Monte Carlo errors", () => {
  test("scale with the draws", () => {
    const { chains: draws } = caseNamed("ar1");
    const scaled = draws.map((chain) => chain.map((value) => -3 * value));
    expectClose(mcseMean(scaled), 3 * mcseMean(draws), 1e-12);
    expectClose(mcseSd(scaled), 3 * mcseSd(draws), 1e-12);
  });

  test("refuse a quantile outside [0, 1] with its value", () => {
    const { chains: draws } = caseNamed("ar1");
    expect(() => mcseQuantile(draws, 5)).toThrow(
      "prob must lie in [0, 1], but is 5: pass 0.05 for the 5 % quantile.",
    );
  });
});

describe("E-BFMI", () => {
  test("of 0, 1, 0, 1 is the mean squared step 1 over the variance 1/3", () => {
    expect(ebfmi([Float64Array.of(0, 1, 0, 1)])[0]).toBeCloseTo(3, 14);
  });

  test("is low for a slow energy and near 2 for an independent one", () => {
    expect(Math.max(...ebfmi(caseNamed("random walk").chains))).toBeLessThan(0.3);
    for (const value of ebfmi(caseNamed("independent").chains)) expect(value).toBeGreaterThan(1.5);
  });
});
