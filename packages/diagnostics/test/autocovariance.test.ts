// The Fourier transform and the autocovariance made with it, against their definitions.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { autocorrelation } from "../src/autocorrelation.ts";
import { autocovariance, meanAutocovariance } from "../src/autocovariance.ts";
import { bitReversed, fourierTransform } from "../src/fft.ts";
import { expectClose } from "./reference.ts";

const draw = fc.double({ min: -100, max: 100, noNaN: true });

describe("the Fourier transform", () => {
  test.each([1, 2, 4, 8, 32, 64])(
    "of length %i equals the sum that defines it, in bit-reversed order",
    (length) => {
      const re = Float64Array.from({ length }, (_, i) => ((i * 37) % 101) - 50);
      const im = Float64Array.from({ length }, (_, i) => ((i * 53) % 89) - 44);
      const signal = { re: re.slice(), im: im.slice() };
      fourierTransform(signal);
      const [actualRe, actualIm] = [bitReversed(signal.re), bitReversed(signal.im)];
      for (let k = 0; k < length; k++) {
        const terms = Array.from({ length }, (_, i) => {
          const [c, s] = [Math.cos((2 * Math.PI * i * k) / length), Math.sin((2 * Math.PI * i * k) / length)];
          return [
            (re[i] as number) * c + (im[i] as number) * s,
            (im[i] as number) * c - (re[i] as number) * s,
          ];
        });
        expectClose(actualRe[k] as number, sum(terms.map(([real]) => real as number)), 1e-12, 1000);
        expectClose(
          actualIm[k] as number,
          sum(terms.map(([, imaginary]) => imaginary as number)),
          1e-12,
          1000,
        );
      }
    },
  );

  test("bit reversal of 0 to 7 swaps 1 with 4 and 3 with 6", () => {
    expect([...bitReversed(Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7))]).toEqual([0, 4, 2, 6, 1, 5, 3, 7]);
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

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
