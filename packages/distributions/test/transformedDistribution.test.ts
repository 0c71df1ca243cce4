// The laws of TransformedDistribution.
import { valuesOf } from "@nutmeg-ppl/compiler";
import { describeDistribution, expectClose, readReference } from "@nutmeg-ppl/testkit";
import { expect, it } from "vitest";
import { Dirichlet, LogNormal, Normal, TransformedDistribution, transforms } from "../src/index.ts";

const { AffineTransform, ExpTransform, OrderedTransform, StickBreakingTransform } = transforms;

describeDistribution({
  family: "TransformedDistribution",
  create: ({ loc, scale }) =>
    new TransformedDistribution(new Normal(loc, scale), [
      new ExpTransform(),
      new AffineTransform(3, -2, new ExpTransform().codomain),
    ]),
  reference: readReference("transformedDistribution", import.meta.url),
  batch: { parameters: { loc: [[0], [1]], scale: [1, 2, 3] }, batchShape: [2, 3], eventShape: [] },
  invalid: [
    { parameters: { scale: -1 }, message: /Normal: scale must be/ },
    {
      value: 3.5,
      message:
        /outside the support of TransformedDistribution\(Normal\); each must be a finite number < 3\. The first is 3\.5/,
    },
  ],
});

it("is LogNormal when it is exp of a Normal", () => {
  const transformed = new TransformedDistribution(new Normal(0.5, 2), new ExpTransform());
  const x = [0.1, 1, 7];
  expectClose(valuesOf(transformed.logProb(x)), valuesOf(new LogNormal(0.5, 2).logProb(x)), {
    relative: 1e-15,
  });
});

it("takes batch axes of the base into the events of the transform", () => {
  const simplex = new TransformedDistribution(new Normal(0, 1).expand([5, 2]), new StickBreakingTransform());
  expect(simplex.batchShape).toEqual([5]);
  expect(simplex.eventShape).toEqual([3]);
  const draws = simplex.sample(1, [4]);
  expect(draws.shape).toEqual([4, 5, 3]);
  expect(simplex.logProb(draws).shape).toEqual([4, 5]);
  expect([...valuesOf(simplex.support.check(draws))].every((flag) => flag === 1)).toBe(true);
  expect(() => simplex.cdf(0.5)).toThrow("has no cdf");
});

it("expands the base to the parameters of the transform, and sums Jacobians over wider events", () => {
  const shifted = new TransformedDistribution(new Normal(0, 1), new AffineTransform([1, 2, 3], 2));
  expect(shifted.batchShape).toEqual([3]);
  expectClose(valuesOf(shifted.logProb([1, 2, 3])), valuesOf(new Normal([1, 2, 3], 2).logProb([1, 2, 3])), {
    relative: 1e-15,
  });
  const vector = new TransformedDistribution(new Normal([0, 0], 1).toEvent(1), new ExpTransform());
  expect(vector.eventShape).toEqual([2]);
  const separate = valuesOf(new LogNormal(0, 1).logProb([0.5, 2]));
  expectClose(valuesOf(vector.logProb([0.5, 2])), [(separate[0] as number) + (separate[1] as number)], {
    relative: 1e-14,
  });
});

it("needs as many axes as its transform takes together", () => {
  expect(() => new TransformedDistribution(new Normal(0, 1), new OrderedTransform())).toThrow(
    /the transform acts on 1 axes together, but Normal has shape \[\]/,
  );
  expect(new Dirichlet([1, 1]).hasRsample).toBe(false);
});
