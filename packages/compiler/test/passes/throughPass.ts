// What a pass makes of a small program, printed, after checking that it is well formed and means the same. Not a test.
import { expect } from "vitest";
import { interpret } from "../../src/interpreter/evaluate.ts";
import type { Node } from "../../src/program/node.ts";
import { printProgram } from "../../src/program/print.ts";
import { makeProgram, type Program, parametersOf } from "../../src/program/program.ts";
import { sizeOf } from "../../src/program/shape.ts";
import { verify } from "../../src/program/verify.ts";

/** The lines of the printed program, without its outputs. */
export function throughPass(pass: (program: Program) => Program, ...outputs: readonly Node[]): string[] {
  const program = makeProgram(outputs.map((node, i) => [`out${i}`, node] as const));
  const result = pass(program);
  verify(result, "after the pass");
  const bindings = Object.fromEntries(
    [...parametersOf(program)].map(([name, node], p) => [
      name,
      Float64Array.from({ length: sizeOf(node.shape) }, (_, i) => 0.75 + 0.5 * Math.sin(p + 2.1 * i)),
    ]),
  );
  const [before, after] = [interpret(program, bindings), interpret(result, bindings)];
  for (const [name, values] of Object.entries(before)) {
    values.forEach((value, i) => {
      expect(after[name]?.[i]).toBeCloseTo(value, 12);
    });
  }
  return printProgram(result)
    .split("\n")
    .filter((line) => line.startsWith("%"));
}
