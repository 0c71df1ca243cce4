// The laws of Exponential.
import { describeDistribution, readReference } from "@nutmeg-ppl/testkit";
import { Exponential } from "../src/index.ts";

describeDistribution({
  family: "Exponential",
  create: ({ rate }) => new Exponential(rate),
  reference: readReference("exponential", import.meta.url),
  batch: {
    parameters: {
      rate: [
        [1, 2, 3],
        [4, 5, 6],
      ],
    },
    batchShape: [2, 3],
    eventShape: [],
  },
  outside: [-1e-300, -1],
  invalid: [
    { parameters: { rate: 0 }, message: /Exponential: rate must be a finite number > 0, but rate is 0/ },
    {
      value: -1,
      message: /outside the support of Exponential; each must be a finite number >= 0\. The first is -1/,
    },
  ],
});
