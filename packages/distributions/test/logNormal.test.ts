// The laws of LogNormal.
import { describeDistribution, readReference } from "@nutmeg-ppl/testkit";
import { LogNormal } from "../src/index.ts";

describeDistribution({
  family: "LogNormal",
  create: ({ loc, scale }) => new LogNormal(loc, scale),
  reference: readReference("logNormal", import.meta.url),
  batch: { parameters: { loc: [[0], [1]], scale: [1, 2, 3] }, batchShape: [2, 3], eventShape: [] },
  outside: [0, -1],
  invalid: [
    { parameters: { scale: -1 }, message: /LogNormal: scale must be a finite number > 0, but scale is -1/ },
    {
      value: 0,
      message:
        /outside the support of LogNormal; each must be a finite number > 0\. The first is 0\. Correct the data/,
    },
  ],
});
