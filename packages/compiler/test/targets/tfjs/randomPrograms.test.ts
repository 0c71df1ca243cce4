// Random programs agree between tfjs's backends and the reference interpreter, to what float32 can tell.
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { optimizeProgram } from "../../../src/optimizeProgram.ts";
import { WHOLE_OP_PASSES } from "../../../src/passes/pipeline.ts";
import { recognize } from "../../../src/passes/recognize.ts";
import { BINDING } from "../../../src/program/node.ts";
import { HOST_OPS } from "../../../src/program/ops.ts";
import { printProgram } from "../../../src/program/print.ts";
import { dataOf, type Program, topologicalOrder } from "../../../src/program/program.ts";
import { tfjsRules } from "../../../src/targets/tfjs/rules.ts";
import { TfjsExecutable } from "../../../src/targets/tfjs/tfjsExecutable.ts";
import { disagreement, expectation, SINGLE } from "../../interpreter/sensitivity.ts";
import { type RandomProgram, randomPrograms, scalarOf } from "../../program/randomProgram.ts";
import { BACKENDS, readyBackends } from "./backends.ts";

type Values = Record<string, Float64Array>;

function agree(program: Program, bindings: Values, found: Values): void {
  const complaint = disagreement(expectation(program, bindings, 3, 1, SINGLE), found, SINGLE.size);
  const again =
    complaint && disagreement(expectation(program, bindings, 60, 100, SINGLE), found, SINGLE.size);
  if (again !== undefined) throw new Error(`${printProgram(program)}\n${again}`);
}

/** Runs a program, binds other data, and runs it again; nothing may be left behind. */
function runsAsInterpreted({ program, parameters, otherData }: RandomProgram, backend: string): void {
  const before = tf.memory().numTensors;
  const executable = new TfjsExecutable(program, backend);
  agree(program, parameters, executable.run(parameters));
  for (const name of dataOf(program).keys()) executable.setData(name, otherData[name] as Float64Array);
  agree(program, { ...parameters, ...otherData }, executable.run(parameters));
  executable.dispose();
  expect(tf.memory().numTensors).toBe(before);
}

function differentiatesAsInterpreted({ program, parameters }: RandomProgram, backend: string): void {
  const scalar = recognize(scalarOf(program));
  const optimized = optimizeProgram(
    scalar,
    { gradientOf: "value", exact: "rows" },
    undefined,
    WHOLE_OP_PASSES,
  );
  const executable = new TfjsExecutable(optimized, backend);
  // What passes may do to rounding is tested in float64, elsewhere.
  agree(optimized, parameters, executable.run(parameters));
  executable.dispose();
}

beforeAll(readyBackends);

describe.each(BACKENDS)("On tfjs's %s backend, random programs", { timeout: 120_000 }, (backend) => {
  test("give the interpreter's values, also after new data are bound, and leave no tensors behind", () => {
    const property = fc.property(randomPrograms(16), (random) => runsAsInterpreted(random, backend));
    fc.assert(property, { seed: 20261123, numRuns: 150 });
  });

  test("give the interpreter's values and gradients after the passes for whole ops", () => {
    const programs = randomPrograms(10, (row) => row !== "trigamma");
    const property = fc.property(programs, (random) => differentiatesAsInterpreted(random, backend));
    fc.assert(property, { seed: 20261124, numRuns: 100 });
  });
});

test("Random programs run every op of the tfjs target on parameters, but host functions, draws and factors of data", {
  timeout: 60_000,
}, () => {
  const reached = new Set<string>();
  for (const { program } of fc.sample(randomPrograms(16), { seed: 20261123, numRuns: 600 })) {
    for (const node of topologicalOrder(program.outputs.values())) {
      if (node.binding === BINDING.parameter) reached.add(node.op);
    }
  }
  const elsewhere: readonly string[] = [...HOST_OPS, "draw", "qrFactor"];
  expect(Object.keys(tfjsRules).filter((op) => !reached.has(op) && !elsewhere.includes(op))).toEqual([]);
});
