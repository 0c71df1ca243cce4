// compile as a user calls it, on every target: arguments of every kind, gradients, data, and what it refuses.
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { compile } from "../../src/callable/compile.ts";
import { asTensor, type Numeric } from "../../src/capture/asTensor.ts";
import { UsageError } from "../../src/errors.ts";
import { lgamma } from "../../src/special/gammaFunctions.ts";
import { readyBackends } from "../targets/tfjs/backends.ts";

beforeAll(readyBackends);

/** The sum of squared residuals of a linear model. */
function loss(weights: { slope: tf.Tensor; intercept: tf.Tensor }, x: tf.Tensor, y: tf.Tensor): tf.Tensor {
  const fitted = tf.add(
    tf.squeeze(tf.matMul(x as tf.Tensor2D, tf.expandDims(weights.slope, 1))),
    weights.intercept,
  );
  return tf.sum(tf.square(tf.sub(y, fitted)));
}

const design = [
  [1, 2],
  [3, 4],
  [5, 7],
];
const weights = { slope: [0.5, -1], intercept: 2 };
const y = [1, 2, 3];
// Residuals 1 - 0.5, 2 - -0.5, 3 - -2.5.
const residuals = [0.5, 2.5, 5.5];
const expected = residuals.reduce((sum, r) => sum + r * r, 0);

const TARGETS = [
  ["wasm", 1e-14],
  ["interpreter", 1e-14],
  ["tfjs", 1e-6],
] as const;

describe.each(TARGETS)("Compiled for the target %s, a function", (target, precision) => {
  const near = (value: number) => ({
    asymmetricMatch: (x: number) => Math.abs(x - value) <= precision * Math.abs(value),
  });

  test("gives its value and its gradient, nested as the arguments are, with data bound once", async () => {
    const compiled = await compile(loss, [weights, design, y], { target, gradient: true, data: [1, 2] });
    expect(compiled(weights).values[0]).toEqual(near(expected));
    const { value, gradient } = compiled.valueAndGradient(weights);
    expect(value).toEqual(near(expected));
    const [byWeights, byDesign, byY] = gradient;
    const bySlope = [0, 1].map((j) =>
      residuals.reduce((s, r, i) => s - 2 * r * (design[i]?.[j] as number), 0),
    );
    expect(Array.from(byWeights.slope.values)).toEqual(bySlope.map(near));
    expect(byWeights.intercept.values[0]).toEqual(near(-2 * residuals.reduce((s, r) => s + r, 0)));
    expect([byDesign, byY]).toEqual([null, null]);
    expect(byWeights.slope.shape).toEqual([2]);
    expect(Array.from(compiled.gradient(weights)[0].slope.values)).toEqual(bySlope.map(near));
  });

  test("of whatever stands for a tensor has an array for each such argument", async () => {
    const sumOfSquares = (x: Numeric) => tf.sum(tf.square(asTensor(x)));
    const compiled = await compile(sumOfSquares, [[1, 2]], { target, gradient: true });
    // The type of the gradient, too: an array of numbers is one leaf.
    const [byX] = compiled.gradient([3, 4]);
    expect(Array.from(byX.values)).toEqual([6, 8].map(near));
  });

  test("takes new data with a call, and keeps them", async () => {
    const compiled = await compile(loss, [weights, design, y], { target, data: [1, 2] });
    const before = compiled(weights).values[0];
    expect(compiled(weights, undefined, [0, 0, 0]).values[0]).not.toBe(before);
    expect(compiled(weights).values[0]).not.toBe(before);
    expect(compiled(weights, design, y).values[0]).toBe(before);
  });

  test("takes typed arrays, nested arrays and tensors, and gives nestings of arrays with their shapes", async () => {
    const both = (a: tf.Tensor, b: tf.Tensor) => ({ sum: tf.add(a, b), parts: [tf.neg(a), tf.scalar(3)] });
    const compiled = await compile(both, [[[1, 2], [3, 4]], [10, 20]], { target }); // biome-ignore format: a matrix
    const first = compiled([[1, 2], [3, 4]], Float64Array.of(10, 20)); // biome-ignore format: a matrix
    expect(Array.from(first.sum.values)).toEqual([11, 22, 13, 24]);
    expect(first.sum.shape).toEqual([2, 2]);
    expect(first.parts.map(({ values }) => Array.from(values))).toEqual([[-1, -2, -3, -4], [3]]);
    const flat = compiled(Float64Array.of(1, 2, 3, 4), tf.tensor1d([10, 20]));
    expect(flat.sum.values).toEqual(first.sum.values);
    expect(Array.from(first.sum.tensor().dataSync())).toEqual([11, 22, 13, 24]);
  });

  test("takes whole numbers as indices, and checks them", async () => {
    const pick = (table: tf.Tensor, at: tf.Tensor) => tf.gather(table, at as tf.Tensor1D);
    const compiled = await compile(pick, [[10, 20, 30], Int32Array.of(0, 1)], { target });
    expect(Array.from(compiled([10, 20, 30], Int32Array.of(2, 0)).values)).toEqual([30, 10]);
    expect(Array.from(compiled([1, 2, 3], [1, 1]).values)).toEqual([2, 2]);
    expect(() => compiled([1, 2, 3], [0.5, 1])).toThrow(/compiled for int32, but got numbers that are not/);
    expect(() => compiled([1, 2, 3])).toThrow(/argument 1, of shape \[2\], is missing/);
  });

  test("says what became of it", async () => {
    const compiled = await compile((x: tf.Tensor) => tf.exp(x), [[1, 2]], { target });
    expect(compiled.explain()).toMatch(/exp float64\[2\]/);
    expect([...compiled.program.outputs.keys()]).toEqual(["value"]);
    if (target === "wasm") expect(compiled.memoryBytes).toBeGreaterThan(0);
    else expect(compiled.memoryBytes).toBeUndefined();
  });
});

describe("A compiled function", () => {
  test("keeps float64 from argument to result", async () => {
    const compiled = await compile((x: tf.Tensor) => lgamma(tf.add(x, 1)), [0.1]);
    expect(compiled(0.1).values[0]).toBeCloseTo(-0.049872441259839716, 15); // scipy.special.gammaln(1.1), SciPy 1.17.1
    expect(compiled(0.1).shape).toEqual([]);
  });

  test("refuses other shapes, nestings and numbers of arguments, naming what is wrong", async () => {
    const compiled = await compile(loss, [weights, design, y]);
    const { slope, intercept } = weights;
    expect(() => compiled({ slope: [1], intercept }, design, y)).toThrow(
      /argument 0\.slope was compiled for shape \[2\], but got \[1\]/,
    );
    expect(() => compiled({ slope } as never, design, y)).toThrow(/argument 0\.intercept, .* is missing/);
    expect(() => compiled({ slope, intercept, more: 1 } as never, design, y)).toThrow(
      /argument 0\.more was not among the example inputs/,
    );
    expect(() => compiled(weights, design)).toThrow(/argument 2, of shape \[3\], is missing/);
    expect(() => (compiled as (...args: unknown[]) => unknown)(weights, design, y, 1)).toThrow(
      /takes 3 arguments, but got 4/,
    );
    expect(() => compiled(weights, design, "three" as never)).toThrow(UsageError);
  });

  test("has a gradient only if it was compiled, and gives one number", async () => {
    const double = (x: tf.Tensor) => tf.mul(x, 2);
    await expect(compile(double, [[1, 2]], { gradient: true })).rejects.toThrow(
      /does not give one real number/,
    );
    const compiled = await compile(double, [1]);
    expect(() => compiled.gradient(1)).toThrow(/\{ gradient: true \}/);
  });

  test("must not branch on an argument", async () => {
    const branch = (x: tf.Tensor) => ((x.dataSync()[0] as number) > 0 ? x : tf.neg(x));
    await expect(compile(branch, [1])).rejects.toThrow(/depends on "argument 0" was read/);
  });
});
