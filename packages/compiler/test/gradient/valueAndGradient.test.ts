// The program of a value and its derivatives: outputs, sums over uses, and what it refuses.
import { describe, expect, test } from "vitest";
import { UnsupportedError, UsageError } from "../../src/errors.ts";
import { valueAndGradient } from "../../src/gradient/valueAndGradient.ts";
import { interpret } from "../../src/interpreter/evaluate.ts";
import * as build from "../../src/program/build.ts";
import { makeProgram } from "../../src/program/program.ts";

describe("valueAndGradient", () => {
  test("adds up what a parameter contributes in several places", () => {
    const x = build.parameter("x", []);
    const program = makeProgram([
      ["y", build.binary("add", build.binary("mul", x, x), build.unary("exp", x))],
    ]);
    const values = interpret(valueAndGradient(program, "y"), { x: [0] });
    expect(values).toEqual({ y: Float64Array.of(1), "d:x": Float64Array.of(1) });
  });

  test("gives zeros for a parameter that only other outputs read", () => {
    const [x, y] = [build.parameter("x", []), build.parameter("y", [2])];
    const program = makeProgram([
      ["value", build.binary("mul", x, x)],
      ["other", y],
    ]);
    const values = interpret(valueAndGradient(program, "value"), { x: [3] });
    expect(values["d:y"]).toEqual(Float64Array.of(0, 0));
  });

  test("accepts an output of one element whatever its rank", () => {
    const x = build.parameter("x", [1, 1]);
    const values = interpret(valueAndGradient(makeProgram([["value", build.binary("mul", x, x)]]), "value"), {
      x: [3],
    });
    expect(values["d:x"]).toEqual(Float64Array.of(6));
  });

  test("refuses an output that is not one number, and one that does not exist, by name", () => {
    const program = makeProgram([["value", build.parameter("x", [2])]]);
    expect(() => valueAndGradient(program, "value")).toThrow(UsageError);
    expect(() => valueAndGradient(program, "value")).toThrow(/"value" has shape \[2\].*Sum it first/);
    expect(() => valueAndGradient(program, "valu")).toThrow(/"valu" is not among value/);
  });

  test("refuses functions whose derivative is not there, when a parameter reaches them", () => {
    const x = build.parameter("x", []);
    const known = build.data("a", Float64Array.of(2), []);
    const attempt = () =>
      valueAndGradient(makeProgram([["value", build.hostFunction("zeta", [x, known])]]), "value");
    expect(attempt).toThrow(UnsupportedError);
    expect(attempt).toThrow(/"zeta" has no derivative by its argument 1/);
  });

  test("does not mind such an argument that is data", () => {
    const x = build.parameter("x", []);
    const node = build.binary(
      "mul",
      x,
      build.hostFunction("zeta", [build.data("s", Float64Array.of(2), []), build.scalar(1)]),
    );
    const values = interpret(valueAndGradient(makeProgram([["value", node]]), "value"), { x: [1] });
    // zeta(2) = pi^2 / 6
    expect(values["d:x"]?.[0]).toBeCloseTo(Math.PI ** 2 / 6, 14);
  });
});
