// The derivative of every reverse-mode rule: Hessians times directions against finite differences of the slope.
import { describe, expect, test } from "vitest";
import { UnsupportedError } from "../../src/errors.ts";
import { hessianVectorProduct, productName } from "../../src/gradient/hessianVectorProduct.ts";
import { gradientName } from "../../src/gradient/valueAndGradient.ts";
import { interpret } from "../../src/interpreter/evaluate.ts";
import * as build from "../../src/program/build.ts";
import type { Node } from "../../src/program/node.ts";
import { makeProgram } from "../../src/program/program.ts";
import { verify } from "../../src/program/verify.ts";
import { caseProgram } from "./caseProgram.ts";
import { GRADIENT_CASES } from "./cases.ts";
import { finiteDifferences } from "./finiteDifferences.ts";

const STEP = 1e-3;

describe("The Hessian times a direction agrees with finite differences of order 8 of the slope along it", () => {
  const twice = GRADIENT_CASES.filter((one) => !one.once);

  test.each(twice.map((one) => [one.title, one] as const))("for %s", (_, one) => {
    const at = Object.fromEntries(Object.entries(one.parameters).map(([name, { values }]) => [name, values]));
    const program = hessianVectorProduct(caseProgram(one), "value");
    verify(program, "hessianVectorProduct");
    const directions = Object.fromEntries(
      Object.entries(at).map(([name, values]) => [name, values.map((_, i) => Math.sin(1 + 2 * i))]),
    );
    const bound = Object.fromEntries(Object.entries(directions).map(([name, v]) => [`v:${name}`, v]));
    const found = interpret(program, { ...at, ...bound });
    const slope = Object.entries(directions)
      .map(([name, v]) => {
        const derivative = program.outputs.get(gradientName(name)) as Node;
        const along = build.constant(Float64Array.from(v), derivative.shape);
        return build.reduce("sum", build.binary("mul", derivative, along), [...derivative.shape.keys()]);
      })
      .reduce((sum, term) => build.binary("add", sum, term));
    for (const name of Object.keys(at)) {
      const expected = finiteDifferences(makeProgram([["slope", slope]]), "slope", at, name, STEP);
      const scale = Math.max(1, ...expected.map(Math.abs));
      found[productName(name)]?.forEach((value, i) => {
        expect(Math.abs(value - (expected[i] as number)), `h:${name}[${i}]`).toBeLessThan(1e-9 * scale);
      });
    }
  });

  test("is refused, not wrong, where a derivative has none in turn", () => {
    const once = GRADIENT_CASES.filter((one) => one.once);
    expect(once.length).toBeGreaterThan(3);
    for (const one of once)
      expect(() => hessianVectorProduct(caseProgram(one), "value")).toThrow(UnsupportedError);
  });

  test("is 0 where nothing is curved", () => {
    const x = build.parameter("x", [2]);
    const program = hessianVectorProduct(makeProgram([["value", build.reduce("sum", x, [0])]]), "value");
    expect(interpret(program, { x: [1, 2], "v:x": [1, 1] })[productName("x")]).toEqual(Float64Array.of(0, 0));
  });
});
