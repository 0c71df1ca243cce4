// Every reverse-mode rule against finite differences of order 8 of the interpreter, and at special points.
import { describe, expect, test } from "vitest";
import { gradientRules } from "../../src/gradient/rules.ts";
import { gradientName, valueAndGradient } from "../../src/gradient/valueAndGradient.ts";
import { interpret } from "../../src/interpreter/evaluate.ts";
import { nodesWithBodies } from "../../src/program/body.ts";
import * as build from "../../src/program/build.ts";
import type { Node } from "../../src/program/node.ts";
import { COMPARE_OPS, LOGIC_OPS, type OpName, TEST_OPS } from "../../src/program/ops.ts";
import { makeProgram, type Program } from "../../src/program/program.ts";
import { verify } from "../../src/program/verify.ts";
import { caseProgram } from "./caseProgram.ts";
import { GRADIENT_CASES } from "./cases.ts";
import { finiteDifferences } from "./finiteDifferences.ts";

function gradientsOf(
  program: Program,
  at: Readonly<Record<string, readonly number[]>>,
): Record<string, number[]> {
  const differentiated = valueAndGradient(program, "value");
  verify(differentiated, "valueAndGradient");
  const values = interpret(differentiated, at);
  return Object.fromEntries(
    Object.keys(at).map((name) => [name, Array.from(values[gradientName(name)] ?? [])]),
  );
}

describe("Reverse mode agrees with finite differences of order 8", () => {
  test.each(GRADIENT_CASES.map((one) => [one.title, one] as const))("for %s", (_, one) => {
    const program = caseProgram(one);
    const at = Object.fromEntries(Object.entries(one.parameters).map(([name, { values }]) => [name, values]));
    const gradients = gradientsOf(program, at);
    for (const name of Object.keys(at)) {
      const expected = finiteDifferences(program, "value", at, name);
      const scale = Math.max(1, ...expected.map(Math.abs));
      expect(gradients[name]?.length).toBe(expected.length);
      gradients[name]?.forEach((found, i) => {
        expect(Math.abs(found - (expected[i] as number)), `d:${name}[${i}]`).toBeLessThan(1e-9 * scale);
      });
    }
  });

  test("for every op that has a derivative", () => {
    const covered = new Set<OpName>(
      GRADIENT_CASES.flatMap((one) =>
        nodesWithBodies(caseProgram(one).outputs.values()).map((node) => node.op),
      ),
    );
    // What is discrete, constant or made of random numbers has none; nor does what valueAndGradient refuses. Those of
    // equations are tested in test/odeint.
    const without: readonly OpName[] = [
      ...TEST_OPS, ...COMPARE_OPS, ...LOGIC_OPS,
      "data", "draw", "argMax", "argMin", "any", "all", "shiftMax", "qrFactor", "odeint",
    ]; // biome-ignore format: a list
    const missing = (Object.keys(gradientRules) as OpName[]).filter(
      (op) => !covered.has(op) && !without.includes(op),
    );
    expect(missing).toEqual([]);
  });
});

describe("At special points", () => {
  const gradientAt = (
    result: (x: Node) => Node,
    values: readonly number[],
    shape = [values.length],
  ): number[] => {
    const x = build.parameter("x", shape);
    const node = result(x);
    const program = makeProgram([["value", build.reduce("sum", node, [...node.shape.keys()])]]);
    return gradientsOf(program, { x: values })["x"] as number[];
  };

  test("a product with one zero gives that factor the product of the others, and the others nothing", () => {
    expect(gradientAt((x) => build.reduce("prod", x, [0]), [2, 0, 5])).toEqual([0, 10, 0]);
  });

  test("a product with two zeros gives nothing", () => {
    expect(gradientAt((x) => build.reduce("prod", x, [0]), [0, 3, 0])).toEqual([0, 0, 0]);
  });

  test("products of rows with none, one and two zeros do not disturb one another", () => {
    const values = [2, 3, 0, 3, 0, 0];
    expect(gradientAt((x) => build.reduce("prod", x, [1]), values, [3, 2])).toEqual([3, 2, 3, 0, 0, 0]);
  });

  test("a maximum that several elements attain is shared equally among them", () => {
    expect(gradientAt((x) => build.reduce("max", x, [0]), [1, 4, 4, 0])).toEqual([0, 0.5, 0.5, 0]);
    expect(gradientAt((x) => build.reduce("min", x, [0]), [1, 1, 1, 4])).toEqual([1 / 3, 1 / 3, 1 / 3, 0]);
  });

  test("the larger of two equal numbers gives half to each", () => {
    const two = build.constant(Float64Array.of(2, 2, 2), [3]);
    expect(gradientAt((x) => build.binary("maximum", x, two), [1, 2, 3])).toEqual([0, 0.5, 1]);
    expect(gradientAt((x) => build.binary("minimum", x, two), [1, 2, 3])).toEqual([1, 0.5, 0]);
  });

  test("a power of 0 has the derivatives of 1, x, x^2 and x^3", () => {
    const exponents = build.constant(Float64Array.of(0, 1, 2, 3), [4]);
    expect(gradientAt((x) => build.binary("pow", x, exponents), [0, 0, 0, 0])).toEqual([0, 1, 0, 0]);
  });

  test("0 to a positive power does not change with the exponent", () => {
    const base = build.constant(Float64Array.of(0, 0), [2]);
    expect(gradientAt((x) => build.binary("pow", base, x), [1, 2.5])).toEqual([0, 0]);
  });

  test("a negative base to a whole power differentiates by the base", () => {
    const exponents = build.constant(Float64Array.of(2, 3), [2]);
    expect(gradientAt((x) => build.binary("pow", x, exponents), [-3, -2])).toEqual([-6, 12]);
  });

  test("what is discrete gives nothing, and what flows beside it still does", () => {
    const discrete = (x: Node) => {
      const parts = [
        build.unary("floor", x), build.unary("sign", x), build.cast(build.cast(x, "int32"), "float64"),
        build.cast(build.compare("greater", x, build.scalar(0)), "float64"),
      ]; // biome-ignore format: a list
      return parts.reduce((sum, part) => build.binary("add", sum, part), build.binary("mul", x, x));
    };
    expect(gradientAt(discrete, [1.5, -2.5])).toEqual([3, -5]);
  });

  test("an update that is dropped, because its index is out of range, gets nothing, however the index is known", () => {
    const at = Float64Array.of(0, 7, 1, -1);
    const known = build.constant(at, [4], "int32");
    const computed = build.binary("add", build.data("at", at, [4], "int32"), build.scalar(0, "int32"));
    for (const indices of [known, computed]) {
      const scattered = (x: Node) =>
        build.binary("mul", build.scatterAdd(x, indices, 0, [2]), build.constant(Float64Array.of(2, 3), [2]));
      expect(gradientAt(scattered, [1, 1, 1, 1])).toEqual([2, 0, 3, 0]);
    }
    const columns = (x: Node) =>
      build.scatterAdd(x, build.constant(Float64Array.of(5, 0), [2], "int32"), 0, [1, 2]);
    expect(gradientAt(columns, [1, 2, 3, 4], [2, 2])).toEqual([0, 0, 1, 1]);
  });

  test("a recurrence passes through a factor of 0: what lies before it counts no more, the factor itself does", () => {
    const terms = build.constant(Float64Array.of(2, 0, 0), [3]);
    expect(gradientAt((x) => build.recurrence(x, terms, 0), [9, 0, 5])).toEqual([0, 2 + 2 * 5, 0]);
  });

  test("logSumExp of infinities: an infinite term takes all, and one that vanishes nothing", () => {
    expect(gradientAt((x) => build.reduce("logSumExp", x, [0]), [0, Number.NEGATIVE_INFINITY])).toEqual([
      1, 0,
    ]);
  });
});
