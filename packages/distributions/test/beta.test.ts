// The laws of Beta.
import { describeDistribution, readReference } from "@nutmeg-ppl/testkit";
import { Beta } from "../src/index.ts";

describeDistribution({
  family: "Beta",
  create: ({ concentration1, concentration0 }) => new Beta(concentration1 ?? 1, concentration0 ?? 1),
  reference: readReference("beta", import.meta.url),
  batch: {
    parameters: { concentration1: [[0.5], [2]], concentration0: [1, 2, 3] },
    batchShape: [2, 3],
    eventShape: [],
  },
  outside: [-1e-9, 1.0000001],
  // Draws of cases 1 and 5 mostly round to 1, where their distribution function jumps.
  sampled: [0, 2, 3, 4],
  invalid: [
    {
      parameters: { concentration1: 0 },
      message: /Beta: concentration1 must be .* > 0, but concentration1 is 0/,
    },
    {
      value: [0.5, 1.5],
      message: /outside the support of Beta; each must be a number from 0 to 1\. The first is 1\.5 at \[1\]/,
    },
  ],
});
