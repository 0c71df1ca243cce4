// The laws of Binomial.
import { valuesOf } from "@nutmeg-ppl/compiler";
import { describeDistribution, readReference } from "@nutmeg-ppl/testkit";
import { expect, it } from "vitest";
import { Binomial, type ProbsOrLogits } from "../src/index.ts";

describeDistribution({
  family: "Binomial",
  create: ({ totalCount, ...chance }) => new Binomial(totalCount ?? 1, chance as unknown as ProbsOrLogits),
  reference: readReference("binomial", import.meta.url),
  batch: {
    parameters: { totalCount: [[5], [50]], probs: [0.1, 0.5, 0.9] },
    batchShape: [2, 3],
    eventShape: [],
  },
  outside: [2, 0.5, -1],
  invalid: [
    {
      parameters: { totalCount: 2.5, probs: 0.5 },
      message: /Binomial: totalCount must be a whole number >= 0, but totalCount is 2\.5/,
    },
    {
      parameters: { totalCount: 2, probs: -0.5 },
      message: /Binomial: probs must be a number from 0 to 1, but probs is -0\.5/,
    },
    {
      value: [0, 1, 2],
      message:
        /outside the support of Binomial; each must be a whole number from 0 to 1\. The first is 2 at \[2\]/,
    },
  ],
});

it("gives impossible counts -Infinity and certain ones 0", () => {
  expect([...valuesOf(new Binomial(3, { probs: 1 }).logProb([3, 2]))]).toEqual([0, Number.NEGATIVE_INFINITY]);
  expect([...valuesOf(new Binomial(3, { probs: 0 }).logProb([0, 1]))]).toEqual([0, Number.NEGATIVE_INFINITY]);
});

it("enumerates counts that all elements share", () => {
  expect(new Binomial(4, { probs: [0.1, 0.2] }).enumerateSupport().shape).toEqual([5, 2]);
  expect(() => new Binomial([1, 4], { probs: 0.1 }).enumerateSupport()).toThrow(/one known totalCount/);
});
