// Nested R-hat against the formula in NumPy, and its known limits.
import { describe, expect, it } from "vitest";
import { nestedRhat, UsageError } from "../src/index.ts";

const a = Float64Array.of(0.1, -0.4, 1.2, 0.7);
const b = Float64Array.of(0.3, 0.9, -1.1, 0.2);
const c = Float64Array.of(1.4, 0.8, 2.1, 1.0);
const d = Float64Array.of(0.6, 1.9, 1.1, 1.7);

describe("nestedRhat", () => {
  it("is sqrt(1 + B / W)", () => {
    // NumPy 2.4: x = np.array([[[..a], [..b]], [[..c], [..d]]]); m = x.mean(2);
    // W = (m.var(1, ddof=1) + x.var(2, ddof=1).mean(1)).mean(); B = m.mean(1).var(ddof=1); np.sqrt(1 + B / W)
    expect(nestedRhat([[a, b], [c, d]])).toBeCloseTo(1.4814614340703216, 12); // biome-ignore format: a matrix
  });

  it("works for one draw a chain, and for one chain a superchain", () => {
    const point = (x: number) => Float64Array.of(x);
    // W = variance of (1, 3) and (2, 6): (2 + 8) / 2 = 5; B = variance of (2, 4) = 2.
    expect(nestedRhat([[point(1), point(3)], [point(2), point(6)]])).toBeCloseTo(Math.sqrt(1.4), 12); // biome-ignore format: a matrix
    expect(nestedRhat([[a], [c]])).toBeGreaterThan(1);
  });

  it("is NaN for a NaN draw", () => {
    expect(nestedRhat([[a], [Float64Array.of(1, 2, Number.NaN, 3)]])).toBeNaN();
  });

  it("refuses one superchain, and superchains that differ", () => {
    expect(() => nestedRhat([[a, b]])).toThrow(UsageError);
    expect(() => nestedRhat([[a, b], [c]])).toThrow("superchain 0 has 2 chains, superchain 1 has 1");
  });
});
