// The tests that judge samplers, against SciPy's.
import { describe, expect, it } from "vitest";
import { chiSquare, expectClose, finiteDifference, kolmogorovSmirnov } from "../src/index.ts";

describe("kolmogorovSmirnov", () => {
  it("gives the p-value of Kolmogorov's distribution at the corrected distance", () => {
    const probabilities = Array.from({ length: 100 }, (_, i) => ((i + 0.5) / 100) ** 1.2);
    // scipy 1.17.1: d = kstest(u, "uniform").statistic; kstwobign.sf((10 + 0.12 + 0.011) * d)
    expectClose([kolmogorovSmirnov(probabilities)], [0.6622341804426551], { relative: 1e-10 });
  });

  it("rejects a wrong distribution", () => {
    expect(kolmogorovSmirnov(Array.from({ length: 1000 }, (_, i) => (i / 1000) ** 2))).toBeLessThan(1e-6);
  });

  it("takes draws in any order", () => {
    expect(kolmogorovSmirnov([0.9, 0.1, 0.5])).toBe(kolmogorovSmirnov([0.1, 0.5, 0.9]));
  });
});

describe("chiSquare", () => {
  it("gives SciPy's p-value", () => {
    // scipy 1.17.1: chisquare([18, 25, 16, 20, 21], [20] * 5).pvalue
    expectClose([chiSquare([18, 25, 16, 20, 21], [0.2, 0.2, 0.2, 0.2, 0.2])], [0.6807690541649645], {
      relative: 1e-10,
    });
  });

  it("joins cells that expect little, and counts what the probabilities leave", () => {
    // scipy 1.17.1: chisquare([30, 40, 20, 10], [25, 40, 25, 10]).pvalue
    expectClose([chiSquare([30, 40, 20, 8, 2], [0.25, 0.4, 0.25, 0.08, 0.02])], [0.5724067044708798], {
      relative: 1e-10,
    });
    expectClose([chiSquare([30, 40, 20, 8, 2], [0.25, 0.4, 0.25])], [0.5724067044708798], {
      relative: 1e-10,
    });
  });

  it("accepts counts of a certain event, and nothing else", () => {
    expect(chiSquare([100], [1])).toBe(1);
    expect(chiSquare([90, 10], [1])).toBe(0);
  });
});

describe("finiteDifference", () => {
  it("is right to about twelve digits", () => {
    const f = (x: Float64Array): number => Math.exp(x[0] as number) * (x[1] as number) ** 3;
    expectClose([finiteDifference(f, Float64Array.of(0.5, 2), 1)], [Math.exp(0.5) * 12], { relative: 1e-11 });
  });

  it("is NaN beside a point where the function is not finite", () => {
    expect(finiteDifference((x) => Math.log((x[0] as number) - 1), Float64Array.of(1.001), 0)).toBeNaN();
  });
});

describe("expectClose", () => {
  it("passes equal infinities and NaN, and tells which numbers differ", () => {
    expectClose([Number.NaN, Infinity], [Number.NaN, Infinity], { relative: 0 });
    expect(() => expectClose([1, 2.1, Number.NaN], [1, 2, 3], { relative: 1e-3 }, "these")).toThrow(
      /these: 2 of 3 differ by more than 0\.001:\n\[1\] 2\.1 instead of 2/,
    );
    expect(() => expectClose([1], [1, 2], { relative: 1 })).toThrow(/number of values/);
  });
});
