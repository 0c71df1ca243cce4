// Reading a float32 back as the decimal that it was written as.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shortestDecimal, widenFloat32 } from "../../src/capture/shortestDecimal.ts";

describe("shortestDecimal", () => {
  it("gives back a literal of up to six digits, whatever its size", () => {
    const literal = fc.tuple(fc.integer({ min: -999_999, max: 999_999 }), fc.integer({ min: -36, max: 30 }));
    fc.assert(
      fc.property(literal, ([digits, exponent]) => {
        const written = Number(`${digits}e${exponent}`);
        expect(shortestDecimal(Math.fround(written))).toBe(written);
      }),
      { numRuns: 2000 },
    );
  });

  it("rounds to the float32 that it was given, for every float32", () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true }), (value) => {
        expect(Math.fround(shortestDecimal(value))).toBe(value);
      }),
      { numRuns: 5000 },
    );
  });

  it("has as few digits as the text of no other double that rounds to the same float32", () => {
    fc.assert(
      fc.property(fc.float({ min: Math.fround(1e-30), max: Math.fround(1e30), noNaN: true }), (value) => {
        const digits = (x: number): number => x.toExponential().replace(/e.*|[-.]/g, "").length;
        const found = digits(shortestDecimal(value));
        for (let fewer = 1; fewer < found; fewer++) {
          expect(Math.fround(Number(value.toPrecision(fewer)))).not.toBe(value);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("leaves integers, zeros, infinities and NaN alone", () => {
    const values = Float32Array.of(0, -0, 3, -16777216, Infinity, -Infinity, NaN);
    expect(widenFloat32(values)).toEqual(Float64Array.from(values));
  });

  it("widens large arrays of written numbers as it does each of them, whatever their decimals and sizes", () => {
    const written = Array.from({ length: 20_000 }, (_, i) => {
      const decimals = (i * 7) % 5;
      return ((i * 7919) % 99_991) / 10 ** decimals + (i % 17 === 0 ? 123_456 : 0);
    }).map((x) => Number(x.toPrecision(6)));
    const values = Float32Array.from(written);
    expect(widenFloat32(values)).toEqual(Float64Array.from(values, shortestDecimal));
    expect(widenFloat32(values)).toEqual(Float64Array.from(written));
  });

  it("keeps the float32 values of large arrays of computed numbers", () => {
    const values = Float32Array.from({ length: 5000 }, (_, i) => Math.sqrt(i));
    expect(widenFloat32(values)).toBe(values);
    expect(widenFloat32(values.subarray(0, 100))).not.toEqual(Float64Array.from(values.subarray(0, 100)));
  });
});
