// Kernels in parts, as several threads compute them, here all taken by one thread: limits are set so low that every loop of
// two grains is cut. Real threads are in test/threads.test.ts.
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { valueAndGradient } from "../../../src/gradient/valueAndGradient.ts";
import { optimizeProgram } from "../../../src/optimizeProgram.ts";
import { recognize } from "../../../src/passes/recognize.ts";
import * as build from "../../../src/program/build.ts";
import type { Node } from "../../../src/program/node.ts";
import { printProgram } from "../../../src/program/print.ts";
import { makeProgram, type Program } from "../../../src/program/program.ts";
import { makeSchedule } from "../../../src/schedule/makeSchedule.ts";
import { disagreement, expectation } from "../../interpreter/sensitivity.ts";
import { type GroupedProgram, randomGroups } from "../../program/randomGroups.ts";
import { type RandomProgram, randomPrograms } from "../../program/randomProgram.ts";
import { randomValues } from "../../program/valuePool.ts";
import { compiled } from "./runCompiled.ts";

vi.mock("../../../src/schedule/limits.ts", async (original) => ({
  ...(await original<object>()),
  WORTH_THREADS: 0,
  PART_OPERATIONS: 1,
  FEWEST_PARTS: 2,
  MOST_PARTS: 5,
  WIDE_LOOP: 9,
  TERMS_PER_TOTAL: 1,
}));

const data = (name: string, shape: readonly number[]) =>
  build.data(
    name,
    randomValues(shape.length + name.length, 1 + shape.reduce((a, b) => a * b, 1)).slice(1),
    shape,
  );

/** As for compiled programs in one piece: relative to how much an element feels rounding. */
const TOLERANCE = 1e-12;

function agrees(program: Program, bindings: Record<string, Float64Array>): void {
  const found = compiled(program, { threads: 2 }).run(bindings);
  const complaint = disagreement(expectation(program, bindings), found, TOLERANCE);
  // A few probes may miss a rounding that decides a comparison: look again before complaining.
  const again = complaint && disagreement(expectation(program, bindings, 40, 100), found, TOLERANCE);
  if (again !== undefined) throw new Error(`${printProgram(program)}\n${again}`);
}

/** What kinds of roots are in kernels in parts. */
function kindsInParts(program: Program): string[] {
  const { evaluate } = makeSchedule(optimizeProgram(program, {}), true);
  return evaluate.kernels.flatMap(({ partition, roots }) => (partition ? roots.map(({ kind }) => kind) : []));
}

describe("Kernels in parts", { timeout: 120_000 }, () => {
  test("give the interpreter's values on random programs", () => {
    const agree = ({ program, parameters }: RandomProgram) => agrees(program, parameters);
    fc.assert(fc.property(randomPrograms(20), agree), { seed: 20261122, numRuns: 300 });
  });

  test("are of every kind that can be cut, in those programs", () => {
    const programs = fc.sample(randomPrograms(20), { seed: 20261122, numRuns: 300 });
    const kinds = new Set(programs.flatMap(({ program }) => kindsInParts(program)));
    expect([...kinds].sort()).toEqual(["accumulate", "accumulateMany", "inLoop", "scatter", "store"]);
  });

  test("give the interpreter's values and gradients where rows are sorted by group, too", () => {
    let cut = 0;
    const agree = ({ program, parameters }: GroupedProgram) => {
      const differentiated = valueAndGradient(recognize(program), "value");
      agrees(differentiated, parameters);
      const { evaluate } = makeSchedule(optimizeProgram(differentiated, {}), true);
      cut += evaluate.kernels.filter(({ partition, rows }) => partition && rows).length;
    };
    fc.assert(fc.property(randomGroups, agree), { seed: 20261122, numRuns: 60 });
    expect(cut).toBeGreaterThan(30);
  });

  test("leave out no element, whatever is left over of the loop", () => {
    for (const n of [16, 17, 23, 24, 31, 39, 40, 41, 47, 79, 80, 81, 100, 101, 203]) {
      const x = build.binary("mul", data("x", [n]), build.parameter("a", []));
      const near = build.binary("add", build.binary("mul", x, build.scalar(0.01)), build.scalar(1));
      const one = (node: Node, op: Parameters<typeof build.reduce>[0]) => build.reduce(op, node, [0]);
      const mask = build.compare("less", x, build.scalar(-1));
      const outputs = [
        build.unary("exp", x), one(x, "sum"), one(x, "max"), one(x, "min"), one(near, "prod"), one(x, "shiftMax"),
        one(build.unary("exp", x), "logProd"), one(mask, "any"), one(mask, "all"), one(x, "logSumExp"),
      ]; // biome-ignore format: a list
      const program = makeProgram(outputs.map((node, i) => [`out${i}`, node] as const));
      expect(kindsInParts(program)).toContain("accumulate");
      agrees(program, { a: Float64Array.of(0.7) });
    }
  });

  test("give the same bits at every run, and after new data are bound", () => {
    const x = data("x", [203, 20]);
    const w = build.parameter("w", [20]);
    const fitted = build.reduce("sum", build.binary("mul", x, w), [1]);
    const program = makeProgram([["value", build.reduce("sum", build.unary("exp", fitted), [0])]]);
    const executable = compiled(program, { threads: 3, gradientOf: "value" });
    const at = { w: randomValues(5, 20).map((v) => 0.1 * v) };
    const first = executable.run(at);
    for (let i = 0; i < 5; i++) expect(executable.run(at)).toEqual(first);
    const other = randomValues(77, 203 * 20);
    executable.setData("x", other);
    const moved = executable.run(at);
    expect(moved).not.toEqual(first);
    const fresh = compiled(program, { threads: 2, gradientOf: "value" });
    fresh.setData("x", other);
    expect(fresh.run(at)).toEqual(moved);
  });

  test("need no memory of their own where threads cannot share one, and give the same bits", () => {
    const x = build.binary("mul", data("x", [203]), build.parameter("a", []));
    const program = makeProgram([["total", build.reduce("sum", build.unary("exp", x), [0])]]);
    const shared = compiled(program, { threads: 2 });
    expect(shared.artifact.crew?.threads).toBe(2);
    vi.stubGlobal("crossOriginIsolated", false);
    const alone = compiled(program, { threads: 2 });
    vi.unstubAllGlobals();
    expect(alone.artifact.crew).toBeUndefined();
    const at = { a: Float64Array.of(0.3) };
    expect(alone.run(at)).toEqual(shared.run(at));
  });
});
