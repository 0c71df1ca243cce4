// The laws of Dirichlet.
import { describeDistribution, readReference } from "@nutmeg-ppl/testkit";
import { expect, it } from "vitest";
import { Dirichlet } from "../src/index.ts";

describeDistribution({
  family: "Dirichlet",
  create: ({ concentration }) => new Dirichlet(concentration ?? [1, 1]),
  reference: readReference("dirichlet", import.meta.url),
  batch: {
    parameters: {
      concentration: [
        [1, 2, 3],
        [4, 5, 6],
      ],
    },
    batchShape: [2],
    eventShape: [3],
  },
  outside: [
    [0.5, 0.5, 0.5],
    [1.5, -0.25, -0.25],
  ],
  // Moving one coordinate leaves the simplex.
  fixed: ["value"],
  // The variances of case 1 come from very few large draws.
  sampled: [0, 2, 3],
  invalid: [
    {
      parameters: {
        concentration: [
          [1, 1],
          [1, 0],
        ],
      },
      message:
        /Dirichlet: concentration must be an array of which each part is a finite number > 0, but concentration\[1\] is \[1, 0\]/,
    },
    {
      value: [0.2, 0.2, 0.2],
      message:
        /outside the support of Dirichlet; each must be a vector of numbers >= 0 that sum to 1\. The first is \[0\.2, 0\.2, 0\.2\]/,
    },
  ],
});

it("refuses a scalar concentration, and says how to write equal weights", () => {
  expect(() => new Dirichlet(1)).toThrow(
    "Dirichlet: concentration must be a vector [..., K], but it is one number. For K equal weights pass tf.ones([K]).",
  );
});
