// Flat priors over constraints.
import { UnsupportedError, valuesOf } from "@nutmeg-ppl/compiler";
import { describe, expect, it } from "vitest";
import { constraints, ImproperUniform } from "../src/index.ts";

describe("ImproperUniform", () => {
  it("has log density 0 on its support, and -Infinity elsewhere", () => {
    const distribution = new ImproperUniform(constraints.positive);
    expect([...valuesOf(distribution.logProb([2, -1, 1e300]))]).toEqual([0, Number.NEGATIVE_INFINITY, 0]);
  });

  it("takes event axes beyond the support's as independent members", () => {
    const distribution = new ImproperUniform(constraints.simplex, [2], [4, 3]);
    expect(distribution.support.eventDim).toBe(2);
    const third = 1 / 3;
    const rows = Array.from({ length: 4 }, () => [third, third, third]);
    expect([...valuesOf(distribution.logProb([rows, rows]))]).toEqual([0, 0]);
    expect([...valuesOf(distribution.logProb([rows, rows.with(2, [1, 1, 1])]))]).toEqual([
      0,
      Number.NEGATIVE_INFINITY,
    ]);
  });

  it("covers ordered vectors", () => {
    const distribution = new ImproperUniform(constraints.orderedVector, [], [3]);
    expect([
      ...valuesOf(
        distribution.logProb([
          [1, 2, 3],
          [1, 3, 2],
        ]),
      ),
    ]).toEqual([0, Number.NEGATIVE_INFINITY]);
    expect(() => distribution.validateSample([3, 2, 1])).toThrow(
      /each must be a vector of strictly increasing numbers\. The first is \[3, 2, 1\]/,
    );
  });

  it("cannot be sampled, and says what to do", () => {
    const sample = () => new ImproperUniform(constraints.positive).sample(1);
    expect(sample).toThrow(UnsupportedError);
    expect(sample).toThrow(
      /ImproperUniform over positive is no probability distribution.*Give the site a value/,
    );
  });

  it("expands over plates", () => {
    expect(new ImproperUniform(constraints.real).expand([3]).logProb([1, 2, 3]).shape).toEqual([3]);
  });
});
