// The laws of HalfNormal.
import { describeDistribution, readReference } from "@nutmeg-ppl/testkit";
import { HalfNormal } from "../src/index.ts";

describeDistribution({
  family: "HalfNormal",
  create: ({ scale }) => new HalfNormal(scale),
  reference: readReference("halfNormal", import.meta.url),
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
    {
      parameters: { scale: Number.POSITIVE_INFINITY },
      message: /HalfNormal: scale must be .* > 0, but scale is Infinity/,
    },
    {
      value: [1, -2.5],
      message:
        /1 of 2 values lie outside the support of HalfNormal; each must be a finite number >= 0\. The first is -2\.5 at \[1\]/,
    },
  ],
});
