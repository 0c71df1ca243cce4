// The Fourier transform and the autocovariance made with it, against their definitions.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { autocorrelation } from "../src/autocorrelation.ts";
import { autocovariance, meanAutocovariance } from "../src/autocovariance.ts";
import { forwardTransform, inverseTransform } from "../src/fft.ts";
import { expectClose } from "./reference.ts";

const draw = fc.double({ min: -100, max: 100, noNaN: true });

describe("the Fourier transform", () => {
  test("of 1, 2, 3, 4 is 10, -2, -2 + 2i, -2 - 2i in bit-reversed order", () => {
    const signal = { re: Float64Array.of(1, 2, 3, 4), im: new Float64Array(4) };
    forwardTransform(signal);
    for (const [k, value] of [10, -2, -2, -2].entries()) expect(signal.re[k]).toBeCloseTo(value, 14);
    for (const [k, value] of [0, 0, 2, -2].entries()) expect(signal.im[k]).toBeCloseTo(value, 14);
  });

  test.each([1, 2, 8, 1024])("forth and back is the signal times its length, %i", (length) => {
    const re = Float64Array.from({ length }, (_, i) => ((i * 37) % 101) - 50);
    const im = Float64Array.from({ length }, (_, i) => ((i * 53) % 89) - 44);
    const signal = { re: re.slice(), im: im.slice() };
    forwardTransform(signal);
    inverseTransform(signal);
    for (let i = 0; i < length; i++) {
      expectClose((signal.re[i] as number) / length, re[i] as number, 1e-13, 50);
      expectClose((signal.im[i] as number) / length, im[i] as number, 1e-13, 50);
    }
  });
});

describe("autocovariance", () => {
  test("equals the sum that defines it at every lag", () => {
    fc.assert(
      fc.property(fc.array(draw, { minLength: 1, maxLength: 70 }), (values) => {
        const chain = Float64Array.from(values);
        const expected = byDefinition(chain);
        for (const [lag, value] of autocovariance(chain).entries()) {
          expectClose(value, expected[lag] as number, 1e-12, 1e4);
        }
      }),
    );
  });

  test.each([1, 2, 3, 6])("of %i chains is the mean of theirs", (count) => {
    const chains = Array.from({ length: count }, (_, c) =>
      Float64Array.from({ length: 33 }, (_, i) => Math.sin(i * i + c)),
    );
    const each = chains.map(byDefinition);
    for (const [lag, value] of meanAutocovariance(chains).entries()) {
      const sum = each.reduce((total, one) => total + (one[lag] as number), 0);
      expectClose(value, sum / count, 1e-13, 1);
    }
  });

  test("of no draws is empty", () => {
    expect(autocovariance(new Float64Array(0))).toEqual(new Float64Array(0));
  });
});

describe("autocorrelation", () => {
  test("is 1 at lag 0 and never larger", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 40 }), (values) => {
        fc.pre(new Set(values).size > 1);
        const correlation = autocorrelation(Float64Array.from(values));
        expect(correlation[0]).toBe(1);
        for (const value of correlation) expect(Math.abs(value)).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  test("of a constant chain is NaN", () => {
    expect([...autocorrelation(new Float64Array(3).fill(0.1))]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });
});

/** The slow twin: O(N^2), straight from the definition. */
function byDefinition(chain: Float64Array): number[] {
  const mean = chain.reduce((sum, value) => sum + value, 0) / chain.length;
  return Array.from(chain, (_, lag) => {
    let sum = 0;
    for (let i = 0; i + lag < chain.length; i++) {
      sum += ((chain[i] as number) - mean) * ((chain[i + lag] as number) - mean);
    }
    return sum / chain.length;
  });
}
