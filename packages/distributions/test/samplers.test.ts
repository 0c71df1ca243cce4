// Samplers on their own, with more draws than the laws of a family take.
import { gammainc, lgamma, normalCdf, valuesOf } from "@nutmeg-ppl/compiler";
import { keyFromSeed, uniformStream } from "@nutmeg-ppl/compiler/random";
import { chiSquare, kolmogorovSmirnov } from "@nutmeg-ppl/testkit";
import { describe, expect, it } from "vitest";
import { Binomial, Poisson } from "../src/index.ts";
import { binomial } from "../src/samplers/binomial.ts";
import { logGamma } from "../src/samplers/logGamma.ts";
import { poisson } from "../src/samplers/poisson.ts";
import { standardNormal } from "../src/samplers/standardNormal.ts";
import { openUniform } from "../src/samplers/standardUniform.ts";

const COUNT = 200_000;
const SIGNIFICANCE = 1e-3;
const uniform = () => uniformStream(keyFromSeed(20261121));

function tally(draw: () => number, size: number): Float64Array {
  const counts = new Float64Array(size);
  for (let i = 0; i < COUNT; i++) counts[draw()]! += 1;
  return counts;
}

describe("binomial", () => {
  it.each([
    [5, 0.3],
    [20, 0.45],
    [30, 0.4],
    [30, 0.6],
    [100, 0.3],
    [1000, 0.99],
    [100_000, 0.5],
  ])("draws from n = %d, p = %d", (n, p) => {
    const draw = binomial(uniform());
    const labels = Float64Array.from({ length: n + 1 }, (_, k) => k);
    const probabilities = valuesOf(new Binomial(n, { probs: p }).logProb(labels)).map(Math.exp);
    expect(
      chiSquare(
        tally(() => draw(n, p), n + 1),
        probabilities,
      ),
    ).toBeGreaterThan(SIGNIFICANCE);
  });

  it("draws 0 or n where nothing else can happen", () => {
    const draw = binomial(uniform());
    expect([draw(7, 0), draw(7, 1), draw(0, 0.5)]).toEqual([0, 7, 0]);
  });
});

describe("poisson", () => {
  it.each([0.1, 5, 29.9, 30, 1000])("draws from rate %d", (rate) => {
    const draw = poisson(uniform());
    const size = Math.ceil(rate + 12 * Math.sqrt(rate) + 20);
    const labels = Float64Array.from({ length: size }, (_, k) => k);
    const probabilities = valuesOf(new Poisson(rate).logProb(labels)).map(Math.exp);
    expect(
      chiSquare(
        tally(() => draw(rate), size),
        probabilities,
      ),
    ).toBeGreaterThan(SIGNIFICANCE);
  });
});

describe("logGamma", () => {
  it.each([0.3, 1, 1.5, 20])("draws logarithms of gamma variates of shape %d", (shape) => {
    const draw = logGamma(uniform());
    const variates = Float64Array.from({ length: 20_000 }, () => Math.exp(draw(shape)));
    expect(kolmogorovSmirnov(valuesOf(gammainc(shape, variates)))).toBeGreaterThan(SIGNIFICANCE);
  });

  it("does not underflow for a tiny shape", () => {
    const draw = logGamma(uniform());
    const shape = 1e-4;
    const draws = Float64Array.from({ length: 20_000 }, () => draw(shape));
    expect(draws.every(Number.isFinite)).toBe(true);
    // For small x, P(X <= x) is x^a / Gamma(a + 1) to within x.
    const logGammaOfNext = valuesOf(lgamma(1 + shape))[0] as number;
    const probabilities = draws.map((log) => Math.min(1, Math.exp(shape * log - logGammaOfNext)));
    expect(kolmogorovSmirnov(probabilities)).toBeGreaterThan(SIGNIFICANCE);
  });
});

describe("standardNormal", () => {
  it("draws standard normals", () => {
    const draw = standardNormal(uniform());
    const draws = Float64Array.from({ length: COUNT }, () => draw());
    expect(kolmogorovSmirnov(valuesOf(normalCdf(draws)))).toBeGreaterThan(SIGNIFICANCE);
  });
});

describe("openUniform", () => {
  it("passes over zeros", () => {
    const stream = [0, 0, 0.25, 0.5].values();
    expect(openUniform(() => stream.next().value as number)).toBe(0.25);
  });
});
