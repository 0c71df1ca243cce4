// The laws of Uniform.
import { describeDistribution, readReference } from "@nutmeg-ppl/testkit";
import { Uniform } from "../src/index.ts";

describeDistribution({
  family: "Uniform",
  create: ({ low, high }) => new Uniform(low, high),
  reference: readReference("uniform", import.meta.url),
  batch: { parameters: { low: [[0], [1]], high: [2, 3, 4] }, batchShape: [2, 3], eventShape: [] },
  outside: [-1e-9, 1.0000001],
  invalid: [
    {
      parameters: { low: 1, high: 1 },
      message: /Uniform: high must be a finite number > 1, but high is 1\. /,
    },
    {
      parameters: { low: [0, 3], high: 2 },
      message: /Uniform: high must be .* > a bound of shape \[2\], but high\[1\] is 2/,
    },
    {
      value: [0.5, 2],
      message: /outside the support of Uniform; each must be a number from 0 to 1\. The first is 2 at \[1\]/,
    },
  ],
});
