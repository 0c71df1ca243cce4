// Draws as differentiable functions of their parameters, for families that say they are.
import { gradientName, interpret, parameterTensor, programOf, valueAndGradient } from "@nutmeg-ppl/compiler";
import { expectClose, finiteDifference } from "@nutmeg-ppl/testkit";
import type * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import {
  Cauchy,
  Delta,
  type Distribution,
  Exponential,
  Gamma,
  HalfCauchy,
  HalfNormal,
  Laplace,
  LogNormal,
  MultivariateNormal,
  Normal,
  Poisson,
  TransformedDistribution,
  transforms,
  Uniform,
} from "../src/index.ts";

type Create = (a: tf.Tensor, b: tf.Tensor) => Distribution;

const families: readonly (readonly [string, Create])[] = [
  ["Normal", (a, b) => new Normal(a, b)],
  ["HalfNormal", (_, b) => new HalfNormal(b)],
  ["LogNormal", (a, b) => new LogNormal(a, b)],
  ["Cauchy", (a, b) => new Cauchy(a, b)],
  ["HalfCauchy", (_, b) => new HalfCauchy(b)],
  ["Laplace", (a, b) => new Laplace(a, b)],
  ["Uniform", (a, b) => new Uniform(a, b)],
  ["Exponential", (_, b) => new Exponential(b)],
  ["Delta", (a) => new Delta(a)],
  [
    "MultivariateNormal",
    (a, b) =>
      new MultivariateNormal(a, {
        scaleTril: b.mul([
          [1, 0],
          [0.5, 2],
        ]),
      }),
  ],
  [
    "TransformedDistribution",
    (a, b) => new TransformedDistribution(new Normal(a, b), new transforms.SigmoidTransform()),
  ],
];

describe("reparametrized draws", () => {
  it.each(families)("%s draws what its parameters move smoothly", (_, create) => {
    const distribution = create(parameterTensor("a", []), parameterTensor("b", []));
    expect(distribution.hasRsample).toBe(true);
    expect(distribution.expand([2, ...distribution.batchShape]).toEvent().hasRsample).toBe(true);
    const program = programOf({ sum: distribution.sample(5, [3]).sum() });
    const at = { a: Float64Array.of(0.3), b: Float64Array.of(1.7) };
    const gradients = interpret(valueAndGradient(program, "sum"), at);
    for (const name of ["a", "b"] as const) {
      const gradient = gradients[gradientName(name)];
      if (!gradient) continue;
      const sum = (value: Float64Array): number =>
        interpret(program, { ...at, [name]: value })["sum"]?.[0] ?? Number.NaN;
      expectClose(
        gradient,
        [finiteDifference(sum, at[name], 0)],
        { relative: 1e-8, absolute: 1e-8 },
        `d ${name}`,
      );
    }
  });

  it("is not claimed by families whose draws are not smooth", () => {
    expect(new Gamma(2, 3).hasRsample).toBe(false);
    expect(new Poisson(2).hasRsample).toBe(false);
  });
});
