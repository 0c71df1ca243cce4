// The normal and beta quantile functions against SciPy, and rank normalization, which uses the first.
import { describe, expect, test } from "vitest";
import { betaQuantile } from "../src/betaQuantile.ts";
import { normalQuantile } from "../src/normalQuantile.ts";
import { rankNormalize } from "../src/rankNormalize.ts";
import { expectClose, reference } from "./reference.ts";

describe("normalQuantile", () => {
  test.each(reference.normalQuantile)("at %d is scipy.stats.norm.ppf", (p, z) => {
    expectClose(normalQuantile(p), z, 1e-14, Math.max(1, Math.abs(z)));
  });

  test("is infinite at 0 and 1 and NaN outside", () => {
    expect([0, 1, -0.1, 1.1, Number.NaN].map(normalQuantile)).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });
});

describe("betaQuantile", () => {
  test.each(reference.betaQuantile)("at %d for a = %d, b = %d is scipy.stats.beta.ppf", (p, a, b, x) => {
    expectClose(betaQuantile(p, a, b), x, 1e-9);
  });
});

describe("rankNormalize", () => {
  test("gives tied draws, -0 and 0 among them, the score of their mean rank", () => {
    const [first, second] = rankNormalize([Float64Array.of(5, -0), Float64Array.of(0, -3)]) as [
      Float64Array,
      Float64Array,
    ];
    expect(first[1]).toBe(second[0]);
    expect(first[1]).toBe(normalQuantile((2.5 - 0.375) / 4.25));
    expect(second[1]).toBe(normalQuantile((1 - 0.375) / 4.25));
    expect(first[0]).toBe(normalQuantile((4 - 0.375) / 4.25));
  });
});
