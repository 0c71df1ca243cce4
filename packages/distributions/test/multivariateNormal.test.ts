// The laws of MultivariateNormal.
import { nodeOf, topologicalOrder, valuesOf } from "@nutmeg-ppl/compiler";
import { describeDistribution, expectClose, readReference } from "@nutmeg-ppl/testkit";
import { expect, it } from "vitest";
import { MultivariateNormal, type Spread } from "../src/index.ts";

const LOWER = [
  [2, 0],
  [1, 3],
];

describeDistribution({
  family: "MultivariateNormal",
  create: ({ loc, ...spread }) => new MultivariateNormal(loc ?? 0, spread as unknown as Spread),
  reference: readReference("multivariateNormal", import.meta.url),
  batch: {
    parameters: {
      loc: [[[0, 1]], [[2, 3]]],
      scaleTril: [
        LOWER,
        [
          [1, 0],
          [0, 1],
        ],
        [
          [3, 0],
          [-1, 0.5],
        ],
      ],
    },
    batchShape: [2, 3],
    eventShape: [2],
  },
  symmetric: ["covarianceMatrix", "precisionMatrix"],
  invalid: [
    {
      parameters: {
        loc: [0, 0],
        scaleTril: [
          [1, 2],
          [0, 1],
        ],
      },
      message:
        /MultivariateNormal: scaleTril must be a lower triangular matrix with numbers > 0 on its diagonal, but scaleTril is \[1, 2, 0, 1\]/,
    },
    {
      parameters: {
        loc: [0, 0],
        covarianceMatrix: [
          [1, 2],
          [2, 1],
        ],
      },
      message:
        /covarianceMatrix must be a symmetric positive definite matrix, but covarianceMatrix is \[1, 2, 2, 1\]/,
    },
    {
      value: [0, Number.NaN, 1],
      message: /outside the support of MultivariateNormal.*The first is \[0, NaN, 1\]/,
    },
  ],
});

it("is the same by factor, by covariance and by precision", () => {
  const covarianceMatrix = [
    [4, 2],
    [2, 10],
  ];
  const precisionMatrix = [
    [10 / 36, -2 / 36],
    [-2 / 36, 4 / 36],
  ];
  const spreads: Spread[] = [{ scaleTril: LOWER }, { covarianceMatrix }, { precisionMatrix }];
  for (const spread of spreads) {
    const distribution = new MultivariateNormal([1, -1], spread);
    expectClose(valuesOf(distribution.covarianceMatrix), covarianceMatrix.flat(), { relative: 1e-14 });
    // scipy 1.17.1: multivariate_normal([1, -1], [[4, 2], [2, 10]]).logpdf([0.5, 2])
    expectClose(valuesOf(distribution.logProb([0.5, 2])), [-4.247692091192956], { relative: 1e-14 });
  }
});

it("solves once against all observations, and not at all when it is given the precision", () => {
  const observations = Array.from({ length: 5 }, (_, i) => [i, -i]);
  const solves = (spread: Spread): (readonly number[])[] => {
    const density = nodeOf(new MultivariateNormal(0, spread).logProb(observations));
    return topologicalOrder([density]).flatMap(({ op, shape }) => (op === "triangularSolve" ? [shape] : []));
  };
  expect(solves({ scaleTril: LOWER })).toEqual([[2, 5]]);
  expect(
    solves({
      covarianceMatrix: [
        [4, 2],
        [2, 10],
      ],
    }),
  ).toEqual([[2, 5]]);
  expect(solves({ precisionMatrix: [[4, 2], [2, 10]] })).toEqual([]); // biome-ignore format: matrices
});

it("takes one number as the mean of every coordinate", () => {
  const distribution = new MultivariateNormal(3, { scaleTril: LOWER });
  expect([...valuesOf(distribution.mean)]).toEqual([3, 3]);
});

it("says which matrices it takes, and that shapes must agree", () => {
  expect(() => new MultivariateNormal(0, {} as Spread)).toThrow(/give exactly one of .* none was given/);
  const both = { scaleTril: LOWER, covarianceMatrix: LOWER } as unknown as Spread;
  expect(() => new MultivariateNormal(0, both)).toThrow(/scaleTril and covarianceMatrix/);
  expect(() => new MultivariateNormal(0, { scaleTril: [1, 2] })).toThrow(
    /must be a square matrix \[..., n, n\], but its shape is \[2\]/,
  );
  expect(() => new MultivariateNormal([1, 2, 3], { scaleTril: LOWER })).toThrow(
    /loc has shape \[3\], but scaleTril is 2 by 2/,
  );
});
