// exp and log against mpmath (fixtures/elementary.py), and their special values.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { exp, log } from "../../src/runtime/elementary.ts";

type Row = [x: number, nearest: number, remainder: number];
const table: Record<"exp" | "log", Row[]> = JSON.parse(
  readFileSync(new URL("../fixtures/elementary.json", import.meta.url), "utf8"),
);

const float = new Float64Array(1);
const bits = new BigInt64Array(float.buffer);

function ulp(x: number): number {
  float[0] = Math.abs(x);
  bits[0] = bits[0]! + 1n;
  return float[0]! - Math.abs(x);
}

function worstUlps(f: (x: number) => number, rows: Row[]): number {
  return Math.max(...rows.map(([x, nearest, rest]) => Math.abs(f(x) - nearest - rest) / ulp(nearest)));
}

describe("exp", () => {
  it("is within 0.9 ulp of mpmath over its range", () => {
    expect(worstUlps(exp, table.exp)).toBeLessThan(0.9);
  });

  it("keeps subnormal results to one unit", () => {
    // mpmath 1.4.1: exp(mpf(-709.5)) = 7.38014831401258084855...e-309
    expect(Math.abs(exp(-709.5) - 7.38014831401258e-309)).toBeLessThanOrEqual(5e-324);
    expect(exp(-744.4400719213812)).toBe(5e-324);
  });

  it("saturates outside the doubles and passes NaN on", () => {
    expect([709.782712893384, 709.7827128933841, Infinity].map(exp)).toEqual([
      1.7976931348622732e308,
      Infinity,
      Infinity,
    ]);
    expect([-746, -Infinity, NaN, 0, -0].map(exp)).toEqual([0, 0, NaN, 1, 1]);
  });
});

describe("log", () => {
  it("is within 0.9 ulp of mpmath over its range, subnormals included", () => {
    expect(worstUlps(log, table.log)).toBeLessThan(0.9);
  });

  it("has the limits of the real logarithm", () => {
    expect([0, -0, -1, -5e-324, NaN, 1, Infinity].map(log)).toEqual([
      -Infinity,
      -Infinity,
      NaN,
      NaN,
      NaN,
      0,
      Infinity,
    ]);
    expect(log(5e-324)).toBe(-744.4400719213812);
  });
});
