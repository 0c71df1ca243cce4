// The laws of GammaPoisson.
import { describeDistribution, readReference } from "@nutmeg-ppl/testkit";
import { GammaPoisson } from "../src/index.ts";

describeDistribution({
  family: "GammaPoisson",
  create: ({ concentration, rate }) => new GammaPoisson(concentration ?? 1, rate ?? 1),
  reference: readReference("gammaPoisson", import.meta.url),
  batch: {
    parameters: { concentration: [[0.5], [20]], rate: [0.5, 5, 100] },
    batchShape: [2, 3],
    eventShape: [],
  },
  outside: [-1, 0.5],
  invalid: [
    {
      parameters: { concentration: 0, rate: 1 },
      message: /GammaPoisson: concentration must be a finite number > 0, but concentration is 0/,
    },
    {
      parameters: { concentration: 2, rate: -1 },
      message: /GammaPoisson: rate must be a finite number > 0, but rate is -1/,
    },
    {
      value: [3, 2.5],
      message:
        /outside the support of GammaPoisson; each must be a whole number >= 0\. The first is 2\.5 at \[1\]/,
    },
  ],
});
