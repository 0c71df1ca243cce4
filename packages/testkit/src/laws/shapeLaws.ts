// Batch, event and sample shapes, and the views that expand, toEvent and mask make.
import { asTensor, sizeOf, valuesOf } from "@nutmeg-ppl/compiler";
import type { Distribution } from "@nutmeg-ppl/distributions";
import type * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { expectClose } from "../expectClose.ts";
import type { DistributionRow } from "./distributionRow.ts";

const KEY = 7;
const EXACT = { relative: 0 };

/** Values of the support, of this sample shape. */
function someValues(distribution: Distribution, sampleShape: readonly number[]): tf.Tensor {
  return distribution.sample(KEY, sampleShape);
}

function expandLaws(make: () => Distribution): void {
  it("expands to a larger batch shape, and repeats its densities there", () => {
    const distribution = make();
    const expanded = distribution.expand([4, ...distribution.batchShape]);
    expect(expanded.batchShape).toEqual([4, ...distribution.batchShape]);
    expect(expanded.eventShape).toEqual(distribution.eventShape);
    const draws = someValues(expanded, [5]);
    expect(draws.shape).toEqual([5, 4, ...distribution.shape()]);
    expect(expanded.logProb(draws).shape).toEqual([5, 4, ...distribution.batchShape]);
    const one = someValues(distribution, []);
    const repeated = valuesOf(distribution.logProb(one));
    const density = expanded.logProb(one);
    expect(density.shape).toEqual(expanded.batchShape);
    expectClose(
      valuesOf(density),
      [0, 1, 2, 3].flatMap(() => [...repeated]),
      EXACT,
      "expanded density",
    );
  });

  it("draws different copies when an axis of size 1 is expanded", () => {
    const distribution = make();
    const first = distribution.expand([1, ...distribution.batchShape]);
    const expanded = first.expand([6, ...distribution.batchShape]);
    const draws = someValues(expanded, [3]);
    expect(draws.shape).toEqual([3, 6, ...distribution.shape()]);
  });

  it("does not shrink a batch", () => {
    const wide = make().expand([4, ...make().batchShape]);
    expect(() => wide.expand([3, ...make().batchShape])).toThrow(/expand/);
    expect(() => wide.expand(make().batchShape)).toThrow(/expand/);
  });
}

function toEventLaws(make: () => Distribution): void {
  it("sums the densities of batch axes that become event axes", () => {
    const distribution = make();
    const whole = distribution.toEvent();
    expect(whole.batchShape).toEqual([]);
    expect(whole.eventShape).toEqual(distribution.shape());
    expect(whole.support.eventDim).toBe(distribution.shape().length);
    const draws = someValues(whole, [5]);
    expect(draws.shape).toEqual([5, ...distribution.shape()]);
    const perElement = valuesOf(distribution.logProb(draws));
    const size = perElement.length / 5;
    const sums = Array.from({ length: 5 }, (_, i) =>
      perElement.subarray(i * size, (i + 1) * size).reduce((a, b) => a + b, 0),
    );
    expectClose(
      valuesOf(whole.logProb(draws)),
      sums,
      { relative: 1e-13, absolute: 1e-13 },
      "density of an event",
    );
    expect([...valuesOf(whole.support.check(draws))]).toEqual([1, 1, 1, 1, 1]);
  });
}

function maskLaws(make: () => Distribution): void {
  it("counts nothing where a mask is false, even a missing value", () => {
    const distribution = make();
    const size = distribution.batchShape.reduce((a, b) => a * b, 1);
    const flags = Array.from({ length: size }, (_, i) => i % 2);
    const mask = asTensor(flags, "bool").reshape([...distribution.batchShape]);
    const masked = distribution.mask(mask);
    const value = someValues(distribution, []);
    const expected = valuesOf(distribution.logProb(value)).map((density, i) => (flags[i] ? density : 0));
    expectClose(valuesOf(masked.logProb(value)), expected, EXACT, "masked density");
    const event = distribution.eventShape.reduce((a, b) => a * b, 1);
    const holes = valuesOf(value).map((x, i) => (flags[Math.floor(i / event)] ? x : Number.NaN));
    const missing = asTensor(holes).reshape(value.shape);
    expectClose(valuesOf(masked.logProb(missing)), expected, EXACT, "masked density of missing values");
    expect(() => masked.validateSample(missing)).not.toThrow();
    expect([...valuesOf(distribution.mask(false).logProb(value))].every((x) => x === 0)).toBe(true);
    expect(distribution.mask(true)).toBe(distribution);
  });
}

export function shapeLaws({ create, batch }: DistributionRow): void {
  const make = (): Distribution => create(batch.parameters);

  it("has the shapes of its parameters, broadcast", () => {
    const distribution = make();
    expect(distribution.batchShape).toEqual(batch.batchShape);
    expect(distribution.eventShape).toEqual(batch.eventShape);
    expect(distribution.support.eventDim).toBe(batch.eventShape.length);
    for (const sampleShape of [[], [5], [2, 3]]) {
      const draws = someValues(distribution, sampleShape);
      expect(draws.shape).toEqual([...sampleShape, ...batch.batchShape, ...batch.eventShape]);
      expect(distribution.logProb(draws).shape).toEqual([...sampleShape, ...batch.batchShape]);
    }
  });

  it("broadcasts one value over its batch", () => {
    const distribution = make();
    const size = sizeOf(batch.eventShape);
    const draws = someValues(distribution, []);
    const one = asTensor(valuesOf(draws).slice(0, size)).reshape([...batch.eventShape]);
    const density = distribution.logProb(one);
    expect(density.shape).toEqual(batch.batchShape);
    expectClose(
      valuesOf(density).slice(0, 1),
      valuesOf(distribution.logProb(draws)).slice(0, 1),
      EXACT,
      "density",
    );
  });

  expandLaws(make);
  toEventLaws(make);
  maskLaws(make);
}
