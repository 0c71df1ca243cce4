// Random programs mean the same after every pass.
import fc from "fast-check";
import { describe, test } from "vitest";
import { valueAndGradient } from "../../src/gradient/valueAndGradient.ts";
import { interpret } from "../../src/interpreter/evaluate.ts";
import { PASSES } from "../../src/passes/pipeline.ts";
import { recognize } from "../../src/passes/recognize.ts";
import { printProgram } from "../../src/program/print.ts";
import type { Program } from "../../src/program/program.ts";
import { sameShape } from "../../src/program/shape.ts";
import { verify } from "../../src/program/verify.ts";
import { disagreement, expectation } from "../interpreter/sensitivity.ts";
import { type RandomProgram, randomPrograms, scalarOf } from "../program/randomProgram.ts";

function sameTypes(before: Program, after: Program): boolean {
  return [...before.outputs].every(([name, node]) => {
    const result = after.outputs.get(name);
    return result?.dtype === node.dtype && sameShape(result.shape, node.shape);
  });
}

/** Runs every pass in order; each must keep the program well formed, its types, and its values. */
function survivesPasses(program: Program, parameters: RandomProgram["parameters"]): void {
  verify(program, "before the passes");
  const expected = expectation(program, parameters);
  let current = program;
  for (const pass of [{ name: "recognize", run: recognize }, ...PASSES]) {
    const next = pass.run(current);
    const where = `${pass.name}, of\n${printProgram(current)}giving\n${printProgram(next)}`;
    verify(next, where);
    if (!sameTypes(current, next)) throw new Error(`A type has changed in ${where}`);
    const found = interpret(next, parameters);
    const complaint =
      disagreement(expected, found, 1e-12) &&
      disagreement(expectation(program, parameters, 40, 100), found, 1e-12);
    if (complaint !== undefined) throw new Error(`${complaint} after ${where}`);
    current = next;
  }
}

describe("Every pass keeps what a program means", { timeout: 120_000 }, () => {
  test("for random programs", () => {
    const property = fc.property(randomPrograms(18), ({ program, parameters }) =>
      survivesPasses(program, parameters),
    );
    fc.assert(property, { seed: 20240603, numRuns: 200 });
  });

  test("for gradients of random programs", () => {
    const programs = randomPrograms(12);
    const property = fc.property(programs, ({ program, parameters }) =>
      survivesPasses(valueAndGradient(scalarOf(program), "value"), parameters),
    );
    fc.assert(property, { seed: 20240604, numRuns: 150 });
  });
});
