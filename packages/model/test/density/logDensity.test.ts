// Log densities on the constrained space, against SciPy and NumPyro.
import { valuesOf } from "@nutmeg-ppl/compiler";
import { Normal } from "@nutmeg-ppl/distributions";
import { describe, expect, it } from "vitest";
import { deterministic, logDensity, type SampleSite, sample, siteLogProb } from "../../src/index.ts";
import { eightSchools, flagship, mixture, ownMixture, schools, truth } from "./models.ts";

describe("logDensity", () => {
  it("of the flagship mixture at the truth is the notebook's number", () => {
    const x = Float64Array.from(flagship.x);
    const found = valuesOf(logDensity(mixture, { k: 3, x }, truth).logDensity)[0] as number;
    expect(Math.abs(found / flagship.log_density_at_truth - 1)).toBeLessThan(1e-13);
  });

  it("of the mixture written as a distribution of one's own is the same", () => {
    const x = Float64Array.from(flagship.x);
    const found = valuesOf(logDensity(ownMixture, { k: 3, x }, truth).logDensity)[0] as number;
    expect(Math.abs(found / flagship.log_density_at_truth - 1)).toBeLessThan(1e-13);
  });

  it("of eight schools is NumPyro's", () => {
    const theta = [10, 7, 2, 5, 3, 4, 9, 8];
    const { logDensity: total } = logDensity(eightSchools, schools, { mu: 4, tau: 3, theta });
    // numpyro.infer.util.log_density(schools, (), {}, {mu: 4., tau: 3., theta: ...})[0] in float64 (NumPyro 0.21.0)
    expect(valuesOf(total)[0]).toBeCloseTo(-55.14510762838817, 12);
  });

  it("gives the trace, whose sites add up to it", () => {
    const theta = [10, 7, 2, 5, 3, 4, 9, 8];
    const { logDensity: total, trace } = logDensity(eightSchools, schools, { mu: 4, tau: 3, theta });
    const samples = [...trace.values()].filter((site): site is SampleSite => site.type === "sample");
    expect(samples.map((site) => site.name)).toEqual(["mu", "tau", "theta", "obs"]);
    const sum = samples
      .flatMap((site) => [...valuesOf(siteLogProb(site))])
      .reduce((total, term) => total + term, 0);
    expect(sum).toBeCloseTo(valuesOf(total)[0] as number, 12);
    // scipy.stats.norm.logpdf(theta, 4, 3) (SciPy 1.17.1), first and last
    const terms = valuesOf(siteLogProb(samples[2] as SampleSite));
    expect([terms.length, terms[0], terms[7]]).toEqual([
      8,
      expect.closeTo(-4.017550821872782, 14),
      expect.closeTo(-2.9064397107616715, 14),
    ]);
  });

  it("of a model without sample sites is 0", () => {
    expect(valuesOf(logDensity(() => deterministic("d", 1), undefined, {}).logDensity)[0]).toBe(0);
  });

  it("needs a value for every latent site", () => {
    expect(() => logDensity(() => sample("x", new Normal(0, 1)), undefined, {})).toThrow(
      'Site "x" has neither a value nor a random key.',
    );
  });
});
