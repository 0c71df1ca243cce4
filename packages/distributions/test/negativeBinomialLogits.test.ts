// The laws of NegativeBinomialLogits.
import { describeDistribution, readReference } from "@nutmeg-ppl/testkit";
import { NegativeBinomialLogits } from "../src/index.ts";

describeDistribution({
  family: "NegativeBinomialLogits",
  create: ({ totalCount, logits }) => new NegativeBinomialLogits(totalCount ?? 1, logits ?? 1),
  reference: readReference("negativeBinomialLogits", import.meta.url),
  batch: {
    parameters: { totalCount: [[0.5], [20]], logits: [-1, 0, 2] },
    batchShape: [2, 3],
    eventShape: [],
  },
  outside: [-1, 0.5],
  invalid: [
    {
      parameters: { totalCount: -1, logits: 0.5 },
      message: /NegativeBinomialLogits: totalCount must be a finite number > 0, but totalCount is -1/,
    },
    {
      parameters: { totalCount: 2, logits: Number.NaN },
      message: /NegativeBinomialLogits: logits must be a finite number, but logits is NaN/,
    },
    {
      value: [3, 2.5],
      message:
        /outside the support of NegativeBinomialLogits; each must be a whole number >= 0\. The first is 2\.5 at \[1\]/,
    },
  ],
});
