// Special functions and their derivatives against mpmath's tables (fixtures/special.py).
import { readFileSync } from "node:fs";
import type * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Numeric } from "../../src/capture/asTensor.ts";
import { parameterTensor, valuesOf } from "../../src/capture/inputs.ts";
import { programOf } from "../../src/capture/programOf.ts";
import { nodeOf, tensorOf } from "../../src/capture/tensors.ts";
import { gradientName, valueAndGradient } from "../../src/gradient/valueAndGradient.ts";
import { interpret } from "../../src/interpreter/evaluate.ts";
import { reduce } from "../../src/program/build.ts";
import * as besselFunctions from "../../src/special/besselFunctions.ts";
import * as errorFunctions from "../../src/special/errorFunctions.ts";
import * as gammaFunctions from "../../src/special/gammaFunctions.ts";
import * as incompleteIntegrals from "../../src/special/incompleteIntegrals.ts";
import * as logarithms from "../../src/special/logarithms.ts";

/** A derivative is null where the argument is a constant. */
type Row = readonly [args: number[], value: number, derivatives: (number | null)[]];
type Elementwise = (...args: Numeric[]) => tf.Tensor;

/** Made by special.py with mpmath 1.4.1. */
const table: Record<string, Row[]> = JSON.parse(
  readFileSync(new URL("../fixtures/special.json", import.meta.url), "utf8"),
);
const functions = {
  ...besselFunctions,
  ...errorFunctions,
  ...gammaFunctions,
  ...incompleteIntegrals,
  ...logarithms,
} as unknown as Record<string, Elementwise>;

const NAMES = ["a", "b", "c"];

/** A function's value and partial derivatives at one point, through the gradient of the captured program. */
function evaluate(
  name: string,
  args: readonly number[],
  isConstant: (argument: number) => boolean = () => false,
): { value: number; derivatives: number[] } {
  const names = NAMES.slice(0, args.length);
  const inputs = names.map((n, i) => (isConstant(i) ? (args[i] as number) : parameterTensor(n, [1])));
  const output = (functions[name] as Elementwise)(...inputs);
  const scalar = tensorOf(reduce("sum", nodeOf(output), [0]));
  const bindings = Object.fromEntries(names.map((n, i) => [n, [args[i] as number]]));
  const found = interpret(valueAndGradient(programOf({ value: scalar }), "value"), bindings);
  return {
    value: found["value"]?.[0] as number,
    derivatives: names.map((n) => found[gradientName(n)]?.[0] as number),
  };
}

function expectNear(found: number, expected: number, relative: number, what: unknown, absolute = 0): void {
  const near = Math.abs(found - expected) <= relative * Math.abs(expected) + absolute;
  if (!near) expect({ what, found }).toEqual({ what, found: expected });
}

/** Relative errors allowed, where rounding of the arguments alone costs more than the default. */
const RELATIVE: Record<string, number> = {
  normalCdf: 2e-13,
  logBeta: 2e-13,
  logBinomial: 2e-13,
  betainc: 2e-13,
  logBetainc: 2e-13,
  gammainc: 1e-13,
  gammaincc: 1e-13,
  logGammainc: 1e-13,
  logGammaincc: 1e-13,
};
/** Absolute errors allowed, where a result near 0 is a difference of terms near 1. */
const ABSOLUTE: Record<string, number> = { logBeta: 1e-15, logBinomial: 1e-15 };

describe("a special function and its derivatives equal mpmath's", () => {
  for (const [name, rows] of Object.entries(table)) {
    it(name, () => {
      for (const [args, value, derivatives] of rows) {
        const [relative, absolute] = [RELATIVE[name] ?? 2e-14, ABSOLUTE[name] ?? 0];
        const found = evaluate(name, args, (i) => derivatives[i] === null);
        expectNear(found.value, value, relative, args, absolute);
        for (const [i, derivative] of derivatives.entries()) {
          if (derivative === null) continue;
          expectNear(found.derivatives[i] as number, derivative, 5e-13, { args, derivative: i }, absolute);
        }
      }
    });
  }
});

const { log1mexp, logaddexp, logSumExp, logSoftmax, softmax, xlogy, xlog1py } = logarithms;
const value = (x: tf.Tensor): number => valuesOf(x)[0] as number;

describe("at the edges", () => {
  it("log1mexp is -Infinity at 0, 0 at -Infinity, NaN above 0", () => {
    expect(Array.from(valuesOf(log1mexp([0, -Infinity, 1])))).toEqual([-Infinity, -0, NaN]);
  });

  it("logaddexp handles equal and unequal infinities, with gradients that are numbers", () => {
    const pairs = [[-Infinity, -Infinity], [-Infinity, 1], [1, Infinity], [Infinity, Infinity]] as const; // biome-ignore format: pairs
    expect(pairs.map(([a, b]) => value(logaddexp(a, b)))).toEqual([-Infinity, 1, Infinity, Infinity]);
    expect(evaluate("logaddexp", [-Infinity, -Infinity]).derivatives).toEqual([0.5, 0.5]);
    expect(evaluate("logaddexp", [-Infinity, 1]).derivatives).toEqual([0, 1]);
  });

  it("xlogy and xlog1py are 0 where x is 0, and NaN only from NaN, with gradients that are numbers", () => {
    expect([0, -1, Infinity, 5].map((y) => value(xlogy(0, y)))).toEqual([0, 0, 0, 0]);
    expect([-1, -2, Infinity].map((y) => value(xlog1py(0, y)))).toEqual([0, 0, 0]);
    expect([value(xlogy(0, NaN)), value(xlogy(2, 0)), value(xlogy(2, -1))]).toEqual([NaN, -Infinity, NaN]);
    expect(evaluate("xlogy", [0, 0]).derivatives).toEqual([0, 0]);
    expect(evaluate("xlog1py", [0, -1]).derivatives).toEqual([0, 0]);
  });

  it("polygamma and multigammaln refuse orders and dimensions that are no counts", () => {
    expect(() => gammaFunctions.polygamma(1.5, 2)).toThrow(
      "polygamma: the order must be a whole number >= 0",
    );
    expect(() => gammaFunctions.multigammaln(2, 0)).toThrow("the dimension must be a whole number >= 1");
    expect(value(gammaFunctions.polygamma(2, -0.5))).toBeNaN();
  });

  it("the derivative of the Bessel ratio is right where its terms cancel", () => {
    // mpmath 1.4.1: diff(lambda x: besseli(1, x) / besseli(0, x), x)
    const rows = [[0, 0.5], [1e-9, 0.5], [150, 2.2297047507199428e-5], [1e6, 5.00000250000375e-13]] as const; // biome-ignore format: pairs
    for (const [x, derivative] of rows)
      expectNear(evaluate("besselRatio", [x]).derivatives[0] as number, derivative, 1e-9, x);
  });

  it("the derivatives at the switches between formulas are not halved", () => {
    expectNear(evaluate("normalLogCdf", [0]).derivatives[0] as number, Math.sqrt(2 / Math.PI), 1e-14, 0);
    expectNear(evaluate("logBeta", [3, 10]).derivatives[1] as number, -(1 / 10 + 1 / 11 + 1 / 12), 1e-12, 10);
  });
});

describe("logSumExp, softmax and logSoftmax", () => {
  const x = [[1, 2, 3], [0, 0, -Infinity]]; // biome-ignore format: a matrix

  it("take any axes, and all or the last when none is given", () => {
    const all = Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3) + 2);
    expect(value(logSumExp(x))).toBeCloseTo(all, 14);
    expect(logSumExp(x, [0, 1], true).shape).toEqual([1, 1]);
    expect(logSumExp(x, -1).shape).toEqual([2]);
    expect(valuesOf(logSumExp(x, -1))[1]).toBeCloseTo(Math.LN2, 15);
    expect(Array.from(valuesOf(softmax(x))).slice(3)).toEqual([0.5, 0.5, 0]);
    expect(valuesOf(softmax(x, 0))[5]).toBe(0);
    expect(Array.from(valuesOf(logSoftmax(x))).slice(3)).toEqual([-Math.LN2, -Math.LN2, -Infinity]);
  });

  it("weigh the terms of a sum, as SciPy's b does, and refuse negative weights", () => {
    // scipy.special.logsumexp([1, 2, 3], b=[0.5, 0, 2]), SciPy 1.17.1
    expect(value(logSumExp([1, 2, 3], 0, false, [0.5, 0, 2]))).toBeCloseTo(3.726421228845397, 14);
    expect(value(logSumExp([Infinity, 0], 0, false, [0, 2]))).toBeCloseTo(Math.LN2, 15);
    expect(() => logSumExp([1, 2], 0, false, [1, -3])).toThrow("weights must not be negative, but one is -3");
    const weights = parameterTensor("w", [3]);
    const output = logSumExp([1, 2, 3], 0, false, weights);
    const program = valueAndGradient(programOf({ value: output }), "value");
    const found = interpret(program, { w: [0.5, 0, 2] })[gradientName("w")];
    // exp(x - logSumExp), and nothing where the weight is 0
    const expected = [1, 3].map((x) => Math.exp(x - 3.726421228845397));
    expectNear(found?.[0] as number, expected[0] as number, 1e-14, "w0");
    expectNear(found?.[2] as number, expected[1] as number, 1e-14, "w2");
    expect(found?.[1]).toBe(0);
  });

  it("do not overflow, and say when an axis does not exist", () => {
    expect(value(logSumExp([1000, 1000]))).toBeCloseTo(1000 + Math.LN2, 12);
    expect(value(logSumExp([-Infinity, -Infinity]))).toBe(-Infinity);
    expect(() => softmax(x, 2)).toThrow("softmax: axis 2 does not exist in a tensor of rank 2.");
  });
});

describe("laws of the special functions", () => {
  const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true });

  it("logBeta is symmetric and never positive for a, b >= 1", () => {
    fc.assert(
      fc.property(positive, positive, (a, b) => {
        expect(value(gammaFunctions.logBeta(a, b))).toBe(value(gammaFunctions.logBeta(b, a)));
        expect(value(gammaFunctions.logBeta(a + 1, b + 1))).toBeLessThanOrEqual(0);
      }),
    );
  });

  it("integers and booleans are taken as numbers, and shapes broadcast", () => {
    expect(logaddexp(Int32Array.of(1, 2), [[0], [1]]).shape).toEqual([2, 2]);
    expect(value(gammaFunctions.lgamma(Int32Array.of(5)))).toBeCloseTo(Math.log(24), 14);
    expect(value(logarithms.log1pexp(true))).toBeCloseTo(Math.log1p(Math.E), 15);
  });
});
