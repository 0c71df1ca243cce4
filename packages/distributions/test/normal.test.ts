// The laws of Normal.
import { describeDistribution, readReference } from "@nutmeg-ppl/testkit";
import { Normal } from "../src/index.ts";

describeDistribution({
  family: "Normal",
  create: ({ loc, scale }) => new Normal(loc, scale),
  reference: readReference("normal", import.meta.url),
  batch: { parameters: { loc: [[0], [1]], scale: [1, 2, 3] }, batchShape: [2, 3], eventShape: [] },
  // All draws of the last case round to 3.
  sampled: [0, 1, 2, 3],
  invalid: [
    { parameters: { scale: 0 }, message: /^Normal: scale must be a finite number > 0, but scale is 0\. / },
    {
      parameters: { scale: [1, -2, 3, -4] },
      message: /but scale\[1\] is -2 \(as are 1 more of 4\).*enableValidation\(false\)/,
    },
    {
      parameters: {
        loc: [
          [0, 1],
          [2, Number.NaN],
        ],
      },
      message: /loc must be a finite number, but loc\[1, 1\] is NaN/,
    },
    {
      value: [0, Number.NaN, 2],
      message:
        /^sample\("x"\): 1 of 3 values lie outside the support of Normal; each must be a finite number\. The first is NaN at \[1\]\. Drop or impute/,
    },
  ],
});
