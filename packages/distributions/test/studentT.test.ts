// The laws of StudentT.
import { describeDistribution, readReference } from "@nutmeg-ppl/testkit";
import { StudentT } from "../src/index.ts";

describeDistribution({
  family: "StudentT",
  create: ({ df, loc, scale }) => new StudentT(df ?? 1, loc, scale),
  reference: readReference("studentT", import.meta.url),
  batch: { parameters: { df: 3, loc: [[0], [1]], scale: [1, 2, 3] }, batchShape: [2, 3], eventShape: [] },
  invalid: [
    { parameters: { df: 0 }, message: /StudentT: df must be a finite number > 0, but df is 0/ },
    { value: Number.NaN, message: /outside the support of StudentT.*The first is NaN/ },
  ],
});
