// The laws of NegativeBinomialProbs.
import { describeDistribution, readReference } from "@nutmeg-ppl/testkit";
import { NegativeBinomialProbs } from "../src/index.ts";

describeDistribution({
  family: "NegativeBinomialProbs",
  create: ({ totalCount, probs }) => new NegativeBinomialProbs(totalCount ?? 1, probs ?? 1),
  reference: readReference("negativeBinomialProbs", import.meta.url),
  batch: {
    parameters: { totalCount: [[0.5], [20]], probs: [0.1, 0.5, 0.9] },
    batchShape: [2, 3],
    eventShape: [],
  },
  outside: [-1, 0.5],
  invalid: [
    {
      parameters: { totalCount: 0, probs: 0.5 },
      message: /NegativeBinomialProbs: totalCount must be a finite number > 0, but totalCount is 0/,
    },
    {
      parameters: { totalCount: 2, probs: 1.5 },
      message: /NegativeBinomialProbs: probs must be a number from 0 to 1, but probs is 1\.5/,
    },
    {
      value: [3, 2.5],
      message:
        /outside the support of NegativeBinomialProbs; each must be a whole number >= 0\. The first is 2\.5 at \[1\]/,
    },
  ],
});
