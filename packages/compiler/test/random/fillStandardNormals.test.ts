// Normal draws and the quantile function behind them.
import { describe, expect, it } from "vitest";
import {
  fillStandardNormals,
  keyFromSeed,
  splitKey,
  standardNormalQuantile,
} from "../../src/random/index.ts";
import { kolmogorovSmirnov } from "./kolmogorovSmirnov.ts";

/** Phi by its Taylor series about 0, good to 1e-12 within the range of the draws tested here. */
function normalCdf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum) && n < 200; n++) {
    term *= (x * x) / (2 * n + 1);
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

describe("standardNormalQuantile", () => {
  it("matches mpmath to 1e-15 relative in all three of its ranges", () => {
    // mpmath 1.4.1, 40 digits: findroot(lambda z: ncdf(z) - p, ...) at the doubles nearest these probabilities
    const table = [
      [1e-300, -37.0470962993612],
      [1e-30, -11.464024688443615],
      [1e-12, -7.034483825301132],
      [0.001, -3.0902323061678136],
      [0.074, -1.4466320671589785],
      [0.0751, -1.43882539275254],
      [0.3, -0.5244005127080408],
      [0.5000001, 2.506628273311648e-7],
      [0.92, 1.4050715603096329],
      [0.9251, 1.440238267527964],
      [0.999999, 4.753424308817087],
    ] as const;
    for (const [p, z] of table) expect(Math.abs(standardNormalQuantile(p) / z - 1)).toBeLessThan(1e-15);
  });

  it("is infinite at the ends and undefined outside", () => {
    expect([0, 1, 0.5, -0.1, 1.1, NaN].map(standardNormalQuantile)).toEqual([
      -Infinity,
      Infinity,
      0,
      NaN,
      NaN,
      NaN,
    ]);
  });
});

describe("fillStandardNormals", () => {
  it("draws from the standard normal at a fixed seed", () => {
    const draws = new Float64Array(100_000);
    fillStandardNormals(keyFromSeed(3), draws);
    expect(kolmogorovSmirnov(draws, normalCdf)).toBeLessThan(1.949); // 0.1 % point
    const moment = (power: number) => draws.reduce((sum, z) => sum + z ** power, 0) / draws.length;
    const bound = (variance: number) => 3.3 * Math.sqrt(variance / draws.length);
    expect(Math.abs(moment(1))).toBeLessThan(bound(1));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(bound(2));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(bound(96));
  });

  it("makes draw i depend on the key and i alone", () => {
    const [long, short] = [new Float64Array(50), new Float64Array(7)];
    fillStandardNormals(keyFromSeed(4), long);
    fillStandardNormals(keyFromSeed(4), short);
    expect(long.subarray(0, 7)).toEqual(short);
  });

  it("gives independent draws to split keys", () => {
    const [a, b] = splitKey(keyFromSeed(5)).map((key) => {
      const out = new Float64Array(20_000);
      fillStandardNormals(key, out);
      return out;
    }) as [Float64Array, Float64Array];
    const correlation = a.reduce((sum, x, i) => sum + x * b[i]!, 0) / a.length;
    expect(Math.abs(correlation)).toBeLessThan(3.3 / Math.sqrt(a.length));
  });
});
