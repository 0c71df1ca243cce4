// The laws of Poisson.
import { describeDistribution, readReference } from "@nutmeg-ppl/testkit";
import { Poisson } from "../src/index.ts";

describeDistribution({
  family: "Poisson",
  create: ({ rate }) => new Poisson(rate ?? 1),
  reference: readReference("poisson", import.meta.url),
  batch: {
    parameters: {
      rate: [
        [1, 2, 3],
        [40, 50, 60],
      ],
    },
    batchShape: [2, 3],
    eventShape: [],
  },
  outside: [-1, 0.5],
  invalid: [
    { parameters: { rate: 0 }, message: /Poisson: rate must be a finite number > 0, but rate is 0/ },
    {
      value: [3, 2.5],
      message:
        /outside the support of Poisson; each must be a whole number >= 0\. The first is 2\.5 at \[1\]/,
    },
  ],
});
