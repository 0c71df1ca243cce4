// What the diagnostics say of chains that are malformed, constant, stuck, too short, or hold NaN or infinities.
import { describe, expect, test } from "vitest";
import {
  type Chains,
  ebfmi,
  essBulk,
  essMean,
  essTail,
  hdi,
  mcseMean,
  mcseSd,
  quantile,
  rhat,
  splitRhat,
} from "../src/index.ts";

const constant = Array.from({ length: 4 }, () => new Float64Array(20).fill(3.7));

describe("malformed chains", () => {
  test("chains of unequal length are refused with both lengths and the way out", () => {
    const ragged = [new Float64Array(10), new Float64Array(9)];
    expect(() => rhat(ragged)).toThrow(
      "Chains differ in length: chain 0 has 10 draws, chain 1 has 9. Cut them to a common length.",
    );
  });

  test("no chains at all are refused", () => {
    expect(() => essBulk([])).toThrow("chains is empty: pass one Float64Array of draws per chain.");
  });
});

describe("constant draws", () => {
  test("a value without an exact binary form has a variance of exactly 0, so R-hat is NaN, not noise", () => {
    expect(rhat(constant)).toBeNaN();
    expect(splitRhat(constant)).toBeNaN();
  });

  test("every draw counts in the effective sizes", () => {
    expect([essBulk(constant), essTail(constant), essMean(constant)]).toEqual([80, 80, 80]);
  });

  test("the mean has no error and the sd has none that could be told", () => {
    expect(mcseMean(constant)).toBe(0);
    expect(mcseSd(constant)).toBeNaN();
  });

  test("a constant energy has no E-BFMI", () => {
    expect(ebfmi(constant)).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
  });

  test("chains stuck at different values have an infinite R-hat", () => {
    const apart: Chains = [new Float64Array(30).fill(0.1), new Float64Array(30).fill(0.7)];
    expect(rhat(apart)).toBe(Number.POSITIVE_INFINITY);
    expect(splitRhat(apart)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("draws that are not finite", () => {
  test("one NaN makes intervals and quantiles NaN", () => {
    expect(hdi([1, Number.NaN, 2, 3], 0.5)).toEqual([Number.NaN, Number.NaN]);
    expect(quantile([1, Number.NaN, 2, 3], [0, 0.5])).toEqual([Number.NaN, Number.NaN]);
  });

  test("a plateau of infinities is a quantile of its own", () => {
    const infinity = Number.POSITIVE_INFINITY;
    expect(quantile([1, infinity, 0, infinity], [0, 0.9, 1])).toEqual([0, infinity, infinity]);
  });
});
