// Init strategies: where chains start.
import { interpret, RandomKey, valuesOf } from "@nutmeg-ppl/compiler";
import { constraints, Exponential, Gamma, ImproperUniform, Normal } from "@nutmeg-ppl/distributions";
import type * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import {
  bindings,
  initToMedian,
  initToSample,
  initToUniform,
  initToValue,
  plate,
  sample,
  unconstrainedModel,
} from "../../src/index.ts";
import { assorted, dynamicSupport } from "../density/models.ts";

const keys = (count: number): RandomKey[] => RandomKey.from(0).split(count);

describe("initToUniform", () => {
  const model = unconstrainedModel(assorted, undefined);

  it("is uniform in the radius, another start for every key and the same for one", () => {
    const start = initToUniform()(model);
    const all = keys(400).flatMap((key) => [...start(key)]);
    expect(Math.min(...all)).toBeGreaterThan(-2);
    expect(Math.max(...all)).toBeLessThan(2);
    // Mean of 2000 uniforms on (-2, 2): sd 0.026, so five of them.
    expect(Math.abs(all.reduce((sum, x) => sum + x, 0) / all.length)).toBeLessThan(0.13);
    expect(Math.min(...all)).toBeLessThan(-1.9);
    expect(Math.max(...all)).toBeGreaterThan(1.9);
    expect(start(RandomKey.from(1))).toEqual(start(RandomKey.from(1)));
    expect(start(RandomKey.from(1))).not.toEqual(start(RandomKey.from(2)));
  });

  it("of radius 0 starts at the origin", () => {
    expect([...initToUniform(0)(model)(RandomKey.from(0))].map(Math.abs)).toEqual([0, 0, 0, 0, 0]);
  });

  it("refuses a negative radius", () => {
    expect(() => initToUniform(-1)).toThrow(
      "initToUniform: the radius must be a finite number >= 0, but got -1.",
    );
  });
});

describe("initToSample", () => {
  it("draws from the prior", () => {
    const model = unconstrainedModel(() => plate("n", 4, () => sample("x", new Exponential(2))), undefined);
    const start = initToSample()(model);
    const draws = keys(200).flatMap((key) => [...start(key)].map(Math.exp));
    // Mean of 800 Exponential(2): 0.5, sd 0.0177, so five of them.
    expect(Math.abs(draws.reduce((sum, x) => sum + x, 0) / draws.length - 0.5)).toBeLessThan(0.089);
  });

  it("draws later sites given the start of earlier ones, inside their supports", () => {
    const model = unconstrainedModel(dynamicSupport, undefined);
    for (const key of keys(50)) {
      const { a, b } = interpret(model.constrain, bindings(model, initToSample()(model)(key)));
      expect((b?.[0] as number) - (a?.[0] as number)).toBeGreaterThan(-1);
      expect((b?.[0] as number) - (a?.[0] as number)).toBeLessThan(3);
    }
  });
});

describe("initToMedian", () => {
  it("is the median of draws from the prior, in unconstrained space", () => {
    const fn = () => sample("x", new Gamma(2, 3), { sampleShape: [2] });
    const model = unconstrainedModel(fn, undefined);
    const key = RandomKey.from(9);
    for (const count of [1, 4, 15]) {
      const draws = valuesOf(new Gamma(2, 3).sample(key.foldIn(0), [count, 2]));
      const column = (i: number): number[] =>
        [...draws]
          .filter((_, j) => j % 2 === i)
          .map(Math.log)
          .sort((a, b) => a - b);
      const median = (sorted: number[]): number =>
        ((sorted[Math.floor((count - 1) / 2)] as number) + (sorted[Math.floor(count / 2)] as number)) / 2;
      const found = initToMedian(count)(model)(key);
      for (const i of [0, 1]) expect(found[i]).toBeCloseTo(median(column(i)), 13);
    }
  });

  it("falls back to uniform for a prior without a sampler", () => {
    const model = unconstrainedModel(() => {
      const x = sample("x", new ImproperUniform(constraints.positive, [], []));
      sample("y", new Normal(x, 1), { obs: 1 });
    }, undefined);
    const start = initToMedian()(model);
    for (const key of keys(20)) expect(Math.abs(start(key)[0] as number)).toBeLessThan(2);
  });

  it("refuses a count that is not a positive whole number", () => {
    expect(() => initToMedian(0)).toThrow(
      "initToMedian: numSamples must be a positive whole number, but got 0.",
    );
  });
});

describe("initToValue", () => {
  const model = unconstrainedModel(assorted, undefined);

  it("starts the named sites there and the others uniformly", () => {
    const start = initToValue({ w: [0.2, 0.3, 0.5], u: 0.25 })(model);
    const position = start(RandomKey.from(0));
    const found = interpret(model.constrain, bindings(model, position));
    for (const [i, value] of [0.2, 0.3, 0.5].entries()) expect(found["w"]?.[i]).toBeCloseTo(value, 14);
    expect(found["u"]?.[0]).toBeCloseTo(0.25, 14);
    const s = position.subarray(2, 4);
    expect(s.every((x) => Math.abs(x) < 2)).toBe(true);
    expect(start(RandomKey.from(1)).subarray(2, 4)).not.toEqual(s);
    expect(start(RandomKey.from(1)).subarray(0, 2)).toEqual(position.subarray(0, 2));
  });

  it("respects supports that depend on given values", () => {
    const dynamic = unconstrainedModel(dynamicSupport, undefined);
    const found = interpret(
      dynamic.constrain,
      bindings(dynamic, initToValue({ a: 100, b: 101 })(dynamic)(RandomKey.from(0))),
    );
    expect([found["a"]?.[0], found["b"]?.[0]]).toEqual([100, expect.closeTo(101, 10)]);
    expect(() => initToValue({ a: 0, b: 101 })(dynamic)(RandomKey.from(0))).toThrow(
      /^Site "b": 1 of 1 values lie outside/,
    );
  });

  it("refuses unknown names, wrong shapes and values outside the support", () => {
    expect(() => initToValue({ q: 1 })(model)).toThrow(
      'initToValue: the model has no latent site "q". Its latent sites are "w", "s", "u".',
    );
    expect(() => initToValue({ s: [1, 2, 3] })(model)(RandomKey.from(0))).toThrow('Site "s" has shape [2]');
    expect(() => initToValue({ s: [1, -2] })(model)(RandomKey.from(0))).toThrow(
      /^Site "s": 1 of 2 values lie outside/,
    );
  });
});

it("a uniform start needs no run of the model, and a median start one", () => {
  let runs = 0;
  const model = unconstrainedModel(
    ({ x }: { x: tf.Tensor }) => {
      runs += 1;
      const mu = sample("mu", new Normal(0, 1));
      sample("x", new Normal(mu, 1), { obs: x });
    },
    { x: [1, 2, 3] },
  );
  initToUniform()(model)(RandomKey.from(0));
  expect(runs).toBe(1);
  initToMedian()(model)(RandomKey.from(0));
  expect(runs).toBe(2);
});
