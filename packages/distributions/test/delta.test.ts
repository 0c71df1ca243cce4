// All mass on one point.
import { valuesOf } from "@nutmeg-ppl/compiler";
import { describe, expect, it } from "vitest";
import { Delta } from "../src/index.ts";

describe("Delta", () => {
  it("has log density 0 at its point, and -Infinity elsewhere", () => {
    expect([...valuesOf(new Delta(2).logProb([1, 2, 3]))]).toEqual([
      Number.NEGATIVE_INFINITY,
      0,
      Number.NEGATIVE_INFINITY,
    ]);
  });

  it("has the log density that it was given", () => {
    expect([...valuesOf(new Delta([1, 2], { logDensity: [0.5, -1] }).logProb([1, 2]))]).toEqual([0.5, -1]);
  });

  it("takes rightmost axes of the point as one event", () => {
    const distribution = new Delta(
      [
        [1, 2],
        [3, 4],
      ],
      { eventDim: 1 },
    );
    expect([distribution.batchShape, distribution.eventShape, distribution.support.eventDim]).toEqual([
      [2],
      [2],
      1,
    ]);
    expect([
      ...valuesOf(
        distribution.logProb([
          [1, 2],
          [3, 5],
        ]),
      ),
    ]).toEqual([0, Number.NEGATIVE_INFINITY]);
  });

  it("draws its point, which is its mean and every quantile", () => {
    const distribution = new Delta([1, 2]);
    expect([...valuesOf(distribution.sample(1, [2]))]).toEqual([1, 2, 1, 2]);
    expect([...valuesOf(distribution.mean)]).toEqual([1, 2]);
    expect([...valuesOf(distribution.variance)]).toEqual([0, 0]);
    expect([...valuesOf(distribution.icdf(0.3))]).toEqual([1, 2]);
    expect([...valuesOf(distribution.cdf(1.5))]).toEqual([1, 0]);
    expect([...valuesOf(new Delta(1, { logDensity: -2 }).entropy())]).toEqual([2]);
  });

  it("can be expanded and masked", () => {
    const distribution = new Delta(1).expand([3]);
    expect([...valuesOf(distribution.sample(1))]).toEqual([1, 1, 1]);
    expect([...valuesOf(distribution.mask([true, false, true]).logProb([1, 2, 1]))]).toEqual([0, 0, 0]);
  });

  it("refuses a log density that is not a number", () => {
    expect(() => new Delta(0, { logDensity: Number.NaN })).toThrow(
      "Delta: logDensity must be a finite number, but logDensity is NaN.",
    );
  });
});
