// The laws of NegativeBinomial2.
import { describeDistribution, readReference } from "@nutmeg-ppl/testkit";
import { NegativeBinomial2 } from "../src/index.ts";

describeDistribution({
  family: "NegativeBinomial2",
  create: ({ mean, concentration }) => new NegativeBinomial2(mean ?? 1, concentration ?? 1),
  reference: readReference("negativeBinomial2", import.meta.url),
  batch: {
    parameters: { mean: [[0.5], [20]], concentration: [0.5, 5, 100] },
    batchShape: [2, 3],
    eventShape: [],
  },
  outside: [-1, 0.5],
  invalid: [
    {
      parameters: { mean: 0, concentration: 1 },
      message: /NegativeBinomial2: mean must be a finite number > 0, but mean is 0/,
    },
    {
      parameters: { mean: 2, concentration: -1 },
      message: /NegativeBinomial2: concentration must be a finite number > 0, but concentration is -1/,
    },
    {
      value: [3, 2.5],
      message:
        /outside the support of NegativeBinomial2; each must be a whole number >= 0\. The first is 2\.5 at \[1\]/,
    },
  ],
});
