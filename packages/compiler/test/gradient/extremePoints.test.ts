// Derivatives at zeros, ties, ends of domains, tiny, huge and infinite numbers: interpreted, and compiled.
import { describe, expect, test } from "vitest";
import { gradientName, valueAndGradient } from "../../src/gradient/valueAndGradient.ts";
import { interpret } from "../../src/interpreter/evaluate.ts";
import { parameter } from "../../src/program/build.ts";
import type { OpName } from "../../src/program/ops.ts";
import { makeProgram, type Program } from "../../src/program/program.ts";
import { compiled } from "../targets/wasm/runCompiled.ts";
import { applyAt, extremePoints } from "./extremePoints.ts";

/** A derivative takes a handful of operations, each right to a few units in the last place. */
const TOLERANCE = 2e-14;
/** Intermediate squares leave the doubles before the derivative itself does. */
const FLOOR = 1e-150;

function expectDerivatives(found: ArrayLike<number>, expected: readonly number[], where: string): void {
  for (const [i, value] of expected.entries()) {
    const derivative = found[i] as number;
    if (derivative === value) continue;
    const difference = Math.abs(derivative - value);
    expect(difference, `${where}, by argument ${i}: ${derivative}, not ${value}`).toBeLessThanOrEqual(
      TOLERANCE * Math.abs(value) + FLOOR,
    );
  }
}

const programOf = (op: OpName, count: number): Program =>
  makeProgram([["value", applyAt(op, parameter("x", [count]))]]);

describe("Derivatives at ordinary and extreme points", () => {
  test.each([...extremePoints].filter(([, points]) => points.length > 0))("of %s", (op, points) => {
    for (const { at, derivatives } of points) {
      const program = programOf(op as OpName, at.length);
      const name = gradientName("x");
      const interpreted = interpret(valueAndGradient(program, "value"), { x: at })[name] as Float64Array;
      expectDerivatives(interpreted, derivatives, `${op} at ${at}, interpreted`);
      const run = compiled(program, { gradientOf: "value" }).run({ x: at })[name] as Float64Array;
      expectDerivatives(run, derivatives, `${op} at ${at}, compiled`);
    }
  });
});
