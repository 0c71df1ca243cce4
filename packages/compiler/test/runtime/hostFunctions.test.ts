// The functions that the host computes: where fixtures/special.json does not go, and beside @stdlib's where that is right.
import { readFileSync } from "node:fs";
import betainc from "@stdlib/math-base-special-betainc";
import gammainc from "@stdlib/math-base-special-gammainc";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostFunctions as host } from "../../src/runtime/host/hostFunctions.ts";

const { POSITIVE_INFINITY: inf, NEGATIVE_INFINITY } = Number;
const file = new URL("data/incompleteGamma.json", import.meta.url);
const rows = JSON.parse(readFileSync(file, "utf8")) as [number, number, number][];

describe("the incomplete gamma functions", () => {
  it.each(rows)("P(%d, %d) = %d", (a, x, expected) => {
    expect(Math.abs(host.gammainc(a, x) / expected - 1)).toBeLessThan(2e-13);
  });

  it("agree with @stdlib's for small shapes", () => {
    const shape = fc.double({ min: 0.1, max: 50, noNaN: true });
    fc.assert(
      fc.property(shape, shape, (a, x) => {
        expect(Math.abs(host.gammainc(a, x) - gammainc(x, a))).toBeLessThan(1e-13);
      }),
    );
  });

  it("are continuous where the normal limit takes over", () => {
    // Two more of shape and argument move P by less than 1e-9.
    const [a, x] = [999_999_999, 1_000_001_000];
    const [next, later] = [host.gammainc(a, x), host.gammainc(1_000_000_001, x + 2)];
    expect(Math.abs(next - later)).toBeLessThan(2e-9);
    const slopes = [host.logGammaincByShape(a, x), host.logGammaincByShape(1_000_000_001, x + 2)] as const;
    expect(Math.abs(slopes[0] / slopes[1] - 1)).toBeLessThan(1e-6);
    expect(host.gammainc(1e300, 1e300)).toBeCloseTo(0.5, 12);
  });

  it("have their limits at 0 and infinity, and are NaN for what is no shape", () => {
    expect([0, inf].map((x) => host.gammainc(1e4, x))).toEqual([0, 1]);
    expect([0, inf].map((x) => host.gammaincc(2, x))).toEqual([1, 0]);
    expect([0, inf].map((x) => host.logGammaincc(2, x))).toEqual([0, NEGATIVE_INFINITY]);
    expect([0.5, 1, 2].map((a) => host.logGammaDensity(a, 0))).toEqual([inf, 0, NEGATIVE_INFINITY]);
    expect([host.gammainc(-1, 2), host.gammainc(2, -1), host.logGammainc(Number.NaN, 1)]).toEqual([
      Number.NaN, Number.NaN, Number.NaN,
    ]); // biome-ignore format: a list
  });
});

describe("the incomplete beta function", () => {
  it("agrees with @stdlib's for moderate shapes", () => {
    const shape = fc.double({ min: 0.1, max: 50, noNaN: true });
    const inside = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(shape, shape, inside, (a, b, x) => {
        expect(Math.abs(host.betainc(a, b, x) - betainc(x, a, b))).toBeLessThan(1e-12);
      }),
    );
  });

  it("has its limits at 0 and 1, and is NaN for what is no shape", () => {
    expect([0, 1].map((x) => host.betainc(2, 3, x))).toEqual([0, 1]);
    expect([0, 1].map((x) => host.logBetainc(2, 3, x))).toEqual([NEGATIVE_INFINITY, 0]);
    expect(host.logBetaDensity(1, 3, 0)).toBeCloseTo(Math.log(3), 15);
    expect([host.betainc(-1, 2, 0.5), host.betainc(2, 2, 1.5)]).toEqual([Number.NaN, Number.NaN]);
  });
});

describe("the Hurwitz zeta function", () => {
  it("has its poles, and is NaN outside its domain", () => {
    expect([host.zeta(1, 2), host.zeta(2, 0)]).toEqual([inf, inf]);
    expect([host.zeta(0.5, 2), host.zeta(2, -1)]).toEqual([Number.NaN, Number.NaN]);
    expect(host.zeta(2, inf)).toBe(0);
    // mpmath 1.4.1: psi(39, 1000) / factorial(39), and a plain sum (its zeta is wrong for large orders)
    expect(host.zeta(40, 1000) / 2.614435887869661e-119).toBeCloseTo(1, 13);
    expect(host.zeta(40, 30) / 1.132591145606612e-59).toBeCloseTo(1, 13);
  });
});
