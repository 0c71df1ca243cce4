// The laws of Bernoulli.
import { valuesOf } from "@nutmeg-ppl/compiler";
import { describeDistribution, readReference } from "@nutmeg-ppl/testkit";
import { expect, it } from "vitest";
import { Bernoulli, type ProbsOrLogits } from "../src/index.ts";

describeDistribution({
  family: "Bernoulli",
  create: (chance) => new Bernoulli(chance as unknown as ProbsOrLogits),
  reference: readReference("bernoulli", import.meta.url),
  batch: {
    parameters: {
      probs: [
        [0.1, 0.5, 0.9],
        [0.2, 0.3, 0.4],
      ],
    },
    batchShape: [2, 3],
    eventShape: [],
  },
  outside: [2, 0.5, -1],
  invalid: [
    {
      parameters: { probs: [0.5, 1.5] },
      message: /Bernoulli: probs must be a number from 0 to 1, but probs\[1\] is 1\.5/,
    },
    {
      parameters: { logits: Number.NaN },
      message: /Bernoulli: logits must be a finite number, but logits is NaN/,
    },
    {
      value: [0, 1, 2],
      message:
        /outside the support of Bernoulli; each must be 0 or 1 \(or a boolean\)\. The first is 2 at \[2\]/,
    },
  ],
});

it("takes either probs or logits", () => {
  expect(() => new Bernoulli({} as ProbsOrLogits)).toThrow(
    "Bernoulli: give either { probs } or { logits }; neither was given.",
  );
  expect(() => new Bernoulli({ probs: 0.5, logits: 0 } as unknown as ProbsOrLogits)).toThrow(
    /both were given/,
  );
});

it("takes booleans as values, and converts between probs and logits", () => {
  const distribution = new Bernoulli({ logits: [0, 2] });
  expect(valuesOf(distribution.logProb([true, false]))).toEqual(valuesOf(distribution.logProb([1, 0])));
  expect(valuesOf(new Bernoulli({ probs: 0.5 }).logits)[0]).toBe(0);
  expect([...valuesOf(new Bernoulli({ probs: [0, 1] }).logProb([0, 1]))]).toEqual([-0, 0]);
});

it("enumerates its two values", () => {
  const distribution = new Bernoulli({ probs: [0.1, 0.2, 0.3] });
  expect(distribution.enumerateSupport().shape).toEqual([2, 3]);
  expect([...valuesOf(distribution.enumerateSupport(false))]).toEqual([0, 1]);
  expect(distribution.expand([4, 3]).enumerateSupport(false).shape).toEqual([2, 1, 1]);
});
