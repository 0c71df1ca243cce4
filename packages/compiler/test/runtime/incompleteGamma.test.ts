// P(a, x) for large shapes, where @stdlib's is wrong, against mpmath (data/incompleteGamma.py), and where it hands over.
import { readFileSync } from "node:fs";
import gammainc from "@stdlib/math-base-special-gammainc";
import { describe, expect, it } from "vitest";
import { incompleteGamma } from "../../src/runtime/host/incompleteGamma.ts";

const file = new URL("data/incompleteGamma.json", import.meta.url);
const rows = JSON.parse(readFileSync(file, "utf8")) as [number, number, number][];

describe("the incomplete gamma function", () => {
  it.each(rows)("P(%d, %d) = %d", (a, x, expected) => {
    expect(Math.abs(incompleteGamma(a, x) / expected - 1)).toBeLessThan(2e-13);
  });

  it("agrees with @stdlib's just above the shape where it takes over", () => {
    for (const x of [150, 199, 200, 201, 260])
      expect(incompleteGamma(200.5, x)).toBeCloseTo(gammainc(x, 200.5), 13);
  });

  it("is 0 at 0, 1 at infinity and NaN for what is not a shape", () => {
    expect(incompleteGamma(1e4, 0)).toBe(0);
    expect(incompleteGamma(1e4, Number.POSITIVE_INFINITY)).toBe(1);
    expect(incompleteGamma(-1, 2)).toBeNaN();
  });
});
