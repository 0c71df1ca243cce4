// Laws of quantiles and highest density intervals, by hand and by random draws.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hdi, hpdi, quantile } from "../src/index.ts";

const draws = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 2, maxLength: 60 });
const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });

describe("quantile", () => {
  test("of 0, 10, 20, 30 lies a tenth of the way at 0.1 times 3", () => {
    const [low, middle, high] = quantile([30, 0, 20, 10], [0.1, 0.5, 1]);
    expect(low).toBeCloseTo(3, 14);
    expect(middle).toBe(15);
    expect(high).toBe(30);
  });

  test("of one draw is that draw", () => {
    expect(quantile([7], [0, 0.3, 1])).toEqual([7, 7, 7]);
  });

  test("leaves the draws as they were", () => {
    const given = Float64Array.of(3, 1, 2);
    quantile(given, [0.5]);
    expect([...given]).toEqual([3, 1, 2]);
  });

  test("never falls as the probability rises, and stays between the extremes", () => {
    fc.assert(
      fc.property(draws, share, share, (values, a, b) => {
        const [low, high] = quantile(values, [Math.min(a, b), Math.max(a, b)]) as [number, number];
        expect(low).toBeLessThanOrEqual(high);
        expect(low).toBeGreaterThanOrEqual(Math.min(...values));
        expect(high).toBeLessThanOrEqual(Math.max(...values));
      }),
    );
  });

  test("a probability outside [0, 1] is refused with its value", () => {
    expect(() => quantile([1, 2], [5])).toThrow(
      "A quantile's probability must lie in [0, 1], but is 5: pass 0.05 for 5 %.",
    );
    expect(() => quantile([1, 2], [Number.NaN])).toThrow("but is NaN");
  });

  test("no draws are refused", () => {
    expect(() => quantile([], [0.5])).toThrow("A quantile of no draws does not exist");
  });
});

describe("hdi", () => {
  test("takes the narrow end of a skewed sample", () => {
    expect(hdi([0, 1, 2, 3, 10, 20, 40, 80, 160, 320], 0.3)).toEqual([0, 3]);
  });

  test("takes the lowest of equally narrow intervals", () => {
    expect(hdi([5, 4, 3, 2, 1], 0.4)).toEqual([1, 3]);
  });

  test("is hpdi under NumPyro's name", () => {
    expect(hpdi).toBe(hdi);
  });

  test("holds at least its share of the draws, and none that does is narrower", () => {
    fc.assert(
      fc.property(draws, share, (values, prob) => {
        const [low, high] = hdi(values, prob);
        expect(values.filter((value) => value >= low && value <= high).length).toBeGreaterThan(
          prob * values.length - 1e-9,
        );
        const sorted = Float64Array.from(values).sort();
        const span = Math.floor(prob * values.length);
        for (let i = 0; i + span < sorted.length; i++) {
          expect((sorted[i + span] as number) - (sorted[i] as number)).toBeGreaterThanOrEqual(high - low);
        }
      }),
    );
  });

  test("a prob of 1 or more is refused with its value", () => {
    expect(() => hdi([1, 2, 3], 90)).toThrow(
      "An interval's prob must lie strictly between 0 and 1, but is 90: pass 0.9 for 90 %.",
    );
  });

  test("no draws are refused", () => {
    expect(() => hdi([])).toThrow("A highest density interval of no draws does not exist");
  });
});
