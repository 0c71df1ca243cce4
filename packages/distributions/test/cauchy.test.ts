// The laws of Cauchy.
import { describeDistribution, readReference } from "@nutmeg-ppl/testkit";
import { Cauchy } from "../src/index.ts";

describeDistribution({
  family: "Cauchy",
  create: ({ loc, scale }) => new Cauchy(loc, scale),
  reference: readReference("cauchy", import.meta.url),
  batch: { parameters: { loc: [[0], [1]], scale: [1, 2, 3] }, batchShape: [2, 3], eventShape: [] },
  invalid: [
    { parameters: { scale: 0 }, message: /Cauchy: scale must be a finite number > 0, but scale is 0/ },
    {
      value: Number.POSITIVE_INFINITY,
      message: /outside the support of Cauchy; each must be a finite number\. The first is Infinity/,
    },
  ],
});
