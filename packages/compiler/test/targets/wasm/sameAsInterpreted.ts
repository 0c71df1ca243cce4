// Compares what compiled code computes with what the interpreter does, at random inputs and after data are bound anew. Not a test.
import { expect } from "vitest";
import { interpret } from "../../../src/interpreter/evaluate.ts";
import type { Node } from "../../../src/program/node.ts";
import { dataOf, makeProgram, parametersOf } from "../../../src/program/program.ts";
import { sizeOf } from "../../../src/program/shape.ts";
import { randomValues } from "../../program/valuePool.ts";
import { compiled } from "./runCompiled.ts";

type Arrays = Record<string, Float64Array>;

/** Each output to 1e-12 of its largest element. */
function compare(expected: Arrays, found: Arrays): void {
  for (const [name, values] of Object.entries(expected)) {
    const scale = Math.max(1, ...values.map(Math.abs));
    const worst = Math.max(0, ...values.map((value, i) => Math.abs(value - (found[name]?.[i] as number))));
    expect(found[name]?.length).toBe(values.length);
    expect(worst, name).toBeLessThanOrEqual(1e-12 * scale);
  }
}

/** Numbers for every input, whole ones for int32. */
function bind(inputs: ReadonlyMap<string, Node>, seed: number): Arrays {
  return Object.fromEntries(
    [...inputs].map(([name, node], i) => [
      name,
      randomValues(seed + i, sizeOf(node.shape), node.dtype === "int32" ? 2 : undefined),
    ]),
  );
}

export function sameAsInterpreted(...outputs: readonly Node[]): void {
  const program = makeProgram(outputs.map((node, i) => [`out${i}`, node] as const));
  const parameters = bind(parametersOf(program), 1);
  const executable = compiled(program);
  compare(interpret(program, parameters), executable.run(parameters));
  const data = bind(dataOf(program), 1001);
  for (const [name, values] of Object.entries(data)) executable.setData(name, values);
  compare(interpret(program, { ...parameters, ...data }), executable.run(parameters));
}
