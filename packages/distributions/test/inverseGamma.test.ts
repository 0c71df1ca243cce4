// The laws of InverseGamma.
import { describeDistribution, readReference } from "@nutmeg-ppl/testkit";
import { InverseGamma } from "../src/index.ts";

describeDistribution({
  family: "InverseGamma",
  create: ({ concentration, rate }) => new InverseGamma(concentration ?? 1, rate),
  reference: readReference("inverseGamma", import.meta.url),
  batch: { parameters: { concentration: [[0.5], [2]], rate: [1, 2, 3] }, batchShape: [2, 3], eventShape: [] },
  outside: [0, -1],
  invalid: [
    {
      parameters: { concentration: -2 },
      message: /InverseGamma: concentration must be .* > 0, but concentration is -2/,
    },
    {
      value: -1,
      message: /outside the support of InverseGamma; each must be a finite number > 0\. The first is -1/,
    },
  ],
});
