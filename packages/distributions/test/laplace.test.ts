// The laws of Laplace.
import { describeDistribution, readReference } from "@nutmeg-ppl/testkit";
import { Laplace } from "../src/index.ts";

describeDistribution({
  family: "Laplace",
  create: ({ loc, scale }) => new Laplace(loc, scale),
  reference: readReference("laplace", import.meta.url),
  batch: { parameters: { loc: [[0], [1]], scale: [1, 2, 3] }, batchShape: [2, 3], eventShape: [] },
  invalid: [
    { parameters: { scale: 0 }, message: /Laplace: scale must be a finite number > 0, but scale is 0/ },
    { value: Number.NEGATIVE_INFINITY, message: /outside the support of Laplace.*The first is -Infinity/ },
  ],
});
