// The laws of Categorical.
import { valuesOf } from "@nutmeg-ppl/compiler";
import { describeDistribution, expectClose, readReference } from "@nutmeg-ppl/testkit";
import { expect, it } from "vitest";
import { Categorical, type ProbsOrLogits } from "../src/index.ts";

describeDistribution({
  family: "Categorical",
  create: (chances) => new Categorical(chances as unknown as ProbsOrLogits),
  reference: readReference("categorical", import.meta.url),
  batch: {
    parameters: {
      logits: [
        [0, 1, 2],
        [3, 1, 0],
      ],
    },
    batchShape: [2],
    eventShape: [],
  },
  outside: [2, 0.5, -1],
  invalid: [
    {
      parameters: {
        probs: [
          [0.5, 0.5],
          [0.5, 0.6],
        ],
      },
      message:
        /Categorical: probs must be a vector of numbers >= 0 that sum to 1, but probs\[1\] is \[0\.5, 0\.6\]/,
    },
    {
      value: [0, 2],
      message:
        /outside the support of Categorical; each must be a whole number from 0 to 1\. The first is 2 at \[1\]/,
    },
  ],
});

it("reads one table for many labels as it reads a batch of tables", () => {
  const probs = [0.2, 0.3, 0.5];
  const labels = [2, 0, 1, 2];
  const table = new Categorical({ probs });
  const batch = new Categorical({ probs: labels.map(() => probs) });
  expectClose(valuesOf(batch.logProb(labels)), valuesOf(table.logProb(labels)), { relative: 0 });
});

it("never draws an outcome of probability 0", () => {
  const draws = valuesOf(new Categorical({ probs: [0, 0.5, 0, 0.5, 0] }).sample(1, [1000]));
  expect([...new Set(draws)].sort()).toEqual([1, 3]);
});

it("needs a vector", () => {
  expect(() => new Categorical({ probs: 0.5 })).toThrow(
    /must be a vector \[..., K\] over the outcomes.*use Bernoulli/,
  );
});

it("enumerates its outcomes", () => {
  expect([...valuesOf(new Categorical({ logits: [0, 0, 0] }).enumerateSupport())]).toEqual([0, 1, 2]);
});
