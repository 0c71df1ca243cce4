// The laws of HalfCauchy.
import { describeDistribution, readReference } from "@nutmeg-ppl/testkit";
import { HalfCauchy } from "../src/index.ts";

describeDistribution({
  family: "HalfCauchy",
  create: ({ scale }) => new HalfCauchy(scale),
  reference: readReference("halfCauchy", import.meta.url),
  batch: {
    parameters: {
      scale: [
        [1, 2, 3],
        [4, 5, 6],
      ],
    },
    batchShape: [2, 3],
    eventShape: [],
  },
  outside: [-1e-300, -1],
  invalid: [
    { parameters: { scale: -10 }, message: /HalfCauchy: scale must be .* > 0, but scale is -10/ },
    {
      value: [-1, -2],
      message: /2 of 2 values lie outside the support of HalfCauchy.* The first is -1 at \[0\]/,
    },
  ],
});
