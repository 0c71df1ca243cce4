// The laws of Gamma.
import { describeDistribution, readReference } from "@nutmeg-ppl/testkit";
import { Gamma } from "../src/index.ts";

describeDistribution({
  family: "Gamma",
  create: ({ concentration, rate }) => new Gamma(concentration ?? 1, rate),
  reference: readReference("gamma", import.meta.url),
  batch: { parameters: { concentration: [[0.5], [2]], rate: [1, 2, 3] }, batchShape: [2, 3], eventShape: [] },
  outside: [0, -1],
  invalid: [
    {
      parameters: { concentration: 0 },
      message: /Gamma: concentration must be a finite number > 0, but concentration is 0/,
    },
    {
      parameters: { concentration: 1, rate: -1 },
      message: /Gamma: rate must be a finite number > 0, but rate is -1/,
    },
    { value: 0, message: /outside the support of Gamma; each must be a finite number > 0\. The first is 0/ },
  ],
});
