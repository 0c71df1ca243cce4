// The views of distributions, where the laws of a single family do not reach: axes that move, and what messages say.
import { RandomKey, UsageError, valuesOf } from "@nutmeg-ppl/compiler";
import { expectClose } from "@nutmeg-ppl/testkit";
import { afterEach, describe, expect, it } from "vitest";
import {
  Bernoulli,
  Categorical,
  Dirichlet,
  enableValidation,
  Gamma,
  isValidationEnabled,
  LogNormal,
  MultivariateNormal,
  Normal,
} from "../src/index.ts";

describe("expand", () => {
  it("puts the copies of an enlarged axis where that axis is", () => {
    // Draws are near 0, 100, ... by row, so that a misplaced axis shows.
    const rows = new Normal([[0], [100], [200]], 1e-3).expand([2, 3, 4]);
    const draws = valuesOf(rows.sample(1, [5]));
    for (const [at, x] of draws.entries()) expect(x).toBeCloseTo(100 * (Math.floor(at / 4) % 3), 1);
    expect(new Set(draws.map((x) => x % 100)).size).toBeGreaterThan(110);
  });

  it("enlarges several axes of vectors", () => {
    const vectors = new MultivariateNormal([[[0, 1000]]], {
      scaleTril: [
        [1, 0],
        [0, 1],
      ],
    }).expand([2, 3, 4]);
    const draws = vectors.sample(1, [5]);
    expect(draws.shape).toEqual([5, 2, 3, 4, 2]);
    for (const [at, x] of valuesOf(draws).entries()) expect(x / 1000).toBeCloseTo(at % 2, 1);
    expect(vectors.mean.shape).toEqual([2, 3, 4, 2]);
    expect(vectors.entropy().shape).toEqual([2, 3, 4]);
  });

  it("expands an expansion from its base", () => {
    const twice = new Normal(0, 1).expand([3, 1]).expand([2, 3, 4]);
    expect(twice.batchShape).toEqual([2, 3, 4]);
    expect(twice.sample(1).shape).toEqual([2, 3, 4]);
    expect(twice.name).toBe("Normal");
  });

  it("says why a shape cannot be reached", () => {
    expect(() => new Normal([0, 1], 1).expand([3])).toThrow(UsageError);
    expect(() => new Normal([0, 1], 1).expand([2, 1])).toThrow(
      /Normal\.expand: batch shape \[2\] does not expand to \[2, 1\]/,
    );
  });

  it("keeps independence, events and masks", () => {
    const vector = new Normal([0, 1], 1).toEvent(1).expand([5]);
    expect([vector.batchShape, vector.eventShape]).toEqual([[5], [2]]);
    const masked = new Normal(0, 1).mask(false).expand([3]);
    expect([...valuesOf(masked.logProb([1, 2, 3]))]).toEqual([0, 0, 0]);
  });
});

describe("toEvent", () => {
  it("sums as many axes as it takes, and the entropies with them", () => {
    const distribution = new Normal(
      [
        [0, 1, 2],
        [3, 4, 5],
      ],
      1,
    ).toEvent(1);
    expect([distribution.batchShape, distribution.eventShape]).toEqual([[2], [3]]);
    expectClose(
      valuesOf(distribution.entropy()),
      [1, 1].map(() => 3 * 1.4189385332046727),
      { relative: 1e-15 },
    );
  });

  it("counts an event that broadcasts as many times as it has elements", () => {
    const distribution = new Normal(0, 1).expand([3]).toEvent(1);
    expectClose(valuesOf(distribution.logProb(0)), [-3 * 0.9189385332046728], { relative: 1e-15 });
  });

  it("says how many axes there are", () => {
    expect(() => new Normal([0, 1], 1).toEvent(2)).toThrow(
      /Normal\.toEvent\(2\): the batch shape \[2\] has 1 axes/,
    );
  });
});

describe("parameters", () => {
  it("broadcast together, or say which shapes do not", () => {
    expect(new Gamma([[1], [2]], [1, 2, 3]).batchShape).toEqual([2, 3]);
    expect(() => new Normal([0, 1], [1, 2, 3])).toThrow(
      /Normal\(loc, scale\): shapes \[2\] and \[3\] do not broadcast together/,
    );
    expect(
      new Dirichlet([
        [1, 2],
        [3, 4],
      ]).batchShape,
    ).toEqual([2]);
  });

  it("keep float64 values that tfjs alone would round", () => {
    expect(valuesOf(new Normal(0.1, 1).loc)[0]).toBe(0.1);
    expect(valuesOf(new Normal([0.1, Math.PI], 1).mean)).toEqual(Float64Array.of(0.1, Math.PI));
  });

  it("take integers and booleans as values", () => {
    const ones = new Normal(0, 1).logProb(Int32Array.of(1, 1));
    expectClose(valuesOf(ones), valuesOf(new Normal(0, 1).logProb([1, 1])), { relative: 0 });
    expectClose(
      valuesOf(new LogNormal(0, 1).logProb(Int32Array.of(2))),
      valuesOf(new LogNormal(0, 1).logProb(2)),
      { relative: 0 },
    );
  });
});

describe("keys", () => {
  it("are seeds or keys", () => {
    const bySeed = valuesOf(new Normal(0, 1).sample(7, [3]));
    expect(valuesOf(new Normal(0, 1).sample(RandomKey.from(7), [3]))).toEqual(bySeed);
  });

  it("give each draw of a composed family a stream of its own", () => {
    const [first, second] = RandomKey.from(7).split() as [RandomKey, RandomKey];
    expect(valuesOf(new Normal(0, 1).sample(first, [3]))).not.toEqual(
      valuesOf(new Normal(0, 1).sample(second, [3])),
    );
  });
});

describe("validation", () => {
  afterEach(() => enableValidation());

  it("is on until it is turned off", () => {
    expect(isValidationEnabled()).toBe(true);
    enableValidation(false);
    expect(isValidationEnabled()).toBe(false);
    expect(valuesOf(new Normal(0, -1).logProb(0))[0]).toBeNaN();
  });

  it("finds the first bad member among batches of vectors", () => {
    const good = [0.5, 0.5];
    expect(
      () =>
        new Categorical({
          probs: [
            [good, good],
            [good, [0.5, 0.4]],
          ],
        }),
    ).toThrow(/but probs\[1, 1\] is \[0\.5, 0\.4\]/);
  });

  it("shortens long vectors", () => {
    const probs = new Float64Array(100).fill(0.1);
    expect(() => new Categorical({ probs })).toThrow("but probs is [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, ...].");
  });

  it("checks the event shape of values", () => {
    const vector = new MultivariateNormal([0, 0, 0], {
      scaleTril: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    });
    expect(() => vector.validateSample([1, 2], 'sample("y")')).toThrow(
      /^sample\("y"\): a value of MultivariateNormal has event shape \[3\], but the value given has shape \[2\]\. Its last 1 axes must be the event's\.$/,
    );
  });

  it("names the values as it is told to", () => {
    expect(() => new Bernoulli({ probs: 0.5 }).validateSample([0, 3])).toThrow(
      /^Bernoulli\.logProb: 1 of 2 values/,
    );
  });

  it("allows anything where a mask is false", () => {
    const masked = new Normal([0, 0], 1).mask([true, false]);
    expect(() => masked.validateSample([1, Number.NaN])).not.toThrow();
    expect(() => masked.toEvent(1).expand([2]).validateSample([1, Number.NaN])).not.toThrow();
    expect(() =>
      masked.toEvent(1).validateSample([
        [1, 1],
        [Number.NaN, 1],
      ]),
    ).toThrow(/1 of 4 values.*NaN at \[1, 0\]/);
    expect(() => masked.validateSample([Number.NaN, 1])).toThrow(/1 of 2 values.*The first is NaN at \[0\]/);
  });
});
