// The test of uniform ranks: its level, its power, and its statistic by hand.
import { foldIn, keyFromSeed, uniformStream } from "@nutmeg-ppl/compiler/random";
import { describe, expect, it } from "vitest";
import { EcdfTest } from "../../src/calibration/ecdfTest.ts";

const LARGEST = 99;
const COUNT = 200;
const test = new EcdfTest(COUNT, LARGEST, 2000);

function ranks(seed: number, place: (u: number) => number): Int32Array {
  const uniform = uniformStream(foldIn(keyFromSeed(1), seed));
  return Int32Array.from({ length: COUNT }, () => Math.floor((LARGEST + 1) * place(uniform())));
}

describe("EcdfTest", () => {
  it("computes the smallest binomial tail", () => {
    // Four ranks in {0, 1}: P(X <= 0) = 1/16 for X ~ Binomial(4, 1/2), twice that is 1/8; P(X >= 4) likewise.
    const coin = new EcdfTest(4, 1, 10);
    expect(coin.statistic(Int32Array.of(1, 1, 1, 1))).toBeCloseTo(1 / 8, 12);
    expect(coin.statistic(Int32Array.of(0, 0, 0, 0))).toBeCloseTo(1 / 8, 12);
    // P(X <= 2) = P(X >= 2) = 11/16.
    expect(coin.statistic(Int32Array.of(0, 1, 0, 1))).toBeCloseTo(1, 12);
  });

  it("has p-values that are below 0.1 for a tenth of uniform ranks", () => {
    const trials = 1000;
    let below = 0;
    for (let i = 0; i < trials; i++) below += Number(test.pValue(ranks(i, (u) => u)) < 0.1);
    // Four standard errors of a proportion of 0.1.
    expect(Math.abs(below / trials - 0.1)).toBeLessThan(4 * Math.sqrt((0.1 * 0.9) / trials));
  });

  it("rejects ranks that are shifted, too narrow or too wide", () => {
    for (const place of [
      (u: number) => u * u,
      (u: number) => 0.25 + u / 2,
      (u: number) => (u < 0.5 ? u / 2 : 1 - (1 - u) / 2),
    ])
      expect(test.pValue(ranks(3, place))).toBeLessThan(0.001);
  });
});
