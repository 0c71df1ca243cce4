// Acceptance 7 of issue 2: random programs agree between the Wasm target and the reference interpreter.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { directionName, hessianVectorProduct } from "../../../src/gradient/hessianVectorProduct.ts";
import { valueAndGradient } from "../../../src/gradient/valueAndGradient.ts";
import { rules } from "../../../src/interpreter/rules.ts";
import { optimizeProgram } from "../../../src/optimizeProgram.ts";
import { recognize } from "../../../src/passes/recognize.ts";
import { nodesWithBodies } from "../../../src/program/body.ts";
import type { OpName } from "../../../src/program/ops.ts";
import { printProgram } from "../../../src/program/print.ts";
import type { Program } from "../../../src/program/program.ts";
import { makeSchedule } from "../../../src/schedule/makeSchedule.ts";
import { disagreement, expectation } from "../../interpreter/sensitivity.ts";
import { type RandomProgram, randomPrograms, scalarOf } from "../../program/randomProgram.ts";
import { compiled } from "./runCompiled.ts";

/**
 * Relative to the sensitivity of each element: by how much it moves when every operand that is rounded moves by its own
 * size. Where nothing cancels, that is about the element's own size.
 */
const TOLERANCE = 1e-12;

/** Throws the printed program when two ways of computing it disagree. */
function agree(
  program: Program,
  bindings: Record<string, Float64Array>,
  run: () => Record<string, Float64Array>,
): void {
  let found: Record<string, Float64Array>;
  try {
    found = run();
  } catch (error) {
    throw new Error(`${printProgram(program)}\n${(error as Error).stack}`);
  }
  const complaint = disagreement(expectation(program, bindings), found, TOLERANCE);
  // A few probes may miss a rounding that decides a comparison: look again before complaining.
  const again = complaint && disagreement(expectation(program, bindings, 40, 100), found, TOLERANCE);
  if (again !== undefined) throw new Error(`${printProgram(program)}\n${again}`);
}

function runsAsInterpreted({ program, parameters, otherData }: RandomProgram): void {
  const executable = compiled(program);
  agree(program, parameters, () => executable.run(parameters));
  for (const { name } of executable.artifact.data) executable.setData(name, otherData[name] as Float64Array);
  agree(program, { ...parameters, ...otherData }, () => executable.run(parameters));
}

function differentiatesAsInterpreted({ program, parameters }: RandomProgram): void {
  const scalar = recognize(scalarOf(program));
  const differentiated = valueAndGradient(scalar, "value");
  agree(differentiated, parameters, () => compiled(scalar, { gradientOf: "value" }).run(parameters));
}

/** Directions of the parameters, from their values. */
function directionsOf(parameters: RandomProgram["parameters"]): Record<string, Float64Array> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, values]) => [
      directionName(name),
      values.map((x, i) => (i % 2 ? x : 1)),
    ]),
  );
}

function multipliesHessiansAsInterpreted({ program, parameters }: RandomProgram): void {
  const product = hessianVectorProduct(recognize(scalarOf(program)), "value");
  const bindings = { ...parameters, ...directionsOf(parameters) };
  agree(product, bindings, () => compiled(product).run(bindings));
}

describe("Random programs", { timeout: 120_000 }, () => {
  test("give the interpreter's values when compiled, also after new data are bound", () => {
    fc.assert(fc.property(randomPrograms(20), runsAsInterpreted), { seed: 20240601, numRuns: 300 });
  });

  test("give the interpreter's values and gradients when compiled with their gradients", () => {
    const programs = randomPrograms(14);
    fc.assert(fc.property(programs, differentiatesAsInterpreted), { seed: 20240602, numRuns: 250 });
  });

  test("give the interpreter's Hessians times directions", () => {
    // The incomplete integrals have no second derivatives by their shapes.
    const programs = randomPrograms(8, (row) => !/(gamma|beta)inc/i.test(row));
    fc.assert(fc.property(programs, multipliesHessiansAsInterpreted), {
      seed: 20240605,
      numRuns: 100,
    });
  });

  test("reach every op that compiles, every kind of root and nests of loops", () => {
    const ops = new Set<OpName>();
    const roots = new Set<string>();
    const depths = new Set<number>();
    for (const { program } of fc.sample(randomPrograms(20), { seed: 20240601, numRuns: 600 })) {
      for (const node of nodesWithBodies(program.outputs.values())) ops.add(node.op);
      const { prepare, evaluate } = makeSchedule(optimizeProgram(program, {}));
      for (const { loops, roots: found } of [...prepare.kernels, ...evaluate.kernels]) {
        depths.add(loops.length);
        for (const { kind } of found) roots.add(kind);
      }
    }
    // Random equations have a test of their own: test/odeint/randomEquations.test.ts.
    const uncompiled: readonly string[] = ["draw", "odeint"];
    const missing = (Object.keys(rules) as OpName[]).filter((op) => !ops.has(op) && !uncompiled.includes(op));
    expect(missing).toEqual([]);
    expect([...roots].sort()).toEqual([
      "accumulate",
      "accumulateMany",
      "inLoop",
      "part",
      "routine",
      "scan",
      "scatter",
      "store",
    ]);
    expect([...depths].sort()).toEqual([0, 1, 2, 3]);
  });
});
