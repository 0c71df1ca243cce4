// The normal quantile function far into both tails.
import { describe, expect, it } from "vitest";
import { valuesOf } from "../../src/capture/inputs.ts";
import { normalCdf, normalQuantile } from "../../src/special/errorFunctions.ts";

const quantile = (q: readonly number[]): Float64Array => valuesOf(normalQuantile(q));

function expectClose(found: number, expected: number, relative: number, absolute = 0): void {
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(relative * Math.abs(expected) + absolute);
}

describe("normalQuantile", () => {
  it("agrees with SciPy", () => {
    const q = [1e-300, 1e-100, 1e-20, 1e-5, 0.04999, 0.05001, 0.3, 0.5, 0.7, 0.95, 0.999999];
    // scipy 1.17.1: scipy.special.ndtri(q)
    const expected = [
      -37.0470962993612, -21.273453560965322, -9.262340089798409, -4.264890793922825, -1.6449505943769576,
      -1.6447566749895568, -0.5244005127080409, 0, 0.5244005127080407, 1.6448536269514722, 4.753424308817087,
    ];
    for (const [i, z] of quantile(q).entries()) expectClose(z, expected[i] as number, 1e-14);
  });

  it("is the inverse of the distribution function", () => {
    const z = Float64Array.from({ length: 200 }, (_, i) => -37 + 0.2 * i);
    const back = quantile([...valuesOf(normalCdf(z))]);
    // Near 1 a probability holds few digits of what is left of it.
    for (const [i, x] of z.entries()) if (x < 2) expectClose(back[i] as number, x, 1e-13, 1e-14);
  });

  it("is infinite at the ends, and NaN beyond", () => {
    expect([...quantile([0, 1, -0.1, 1.1])]).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      Number.NaN,
      Number.NaN,
    ]);
  });
});
