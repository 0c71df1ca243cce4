// Rows that lie in memory sorted by group: the same numbers as row by row, for all groupings, also when bound anew.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { explain } from "../../../src/explain.ts";
import { valueAndGradient } from "../../../src/gradient/valueAndGradient.ts";
import { interpret } from "../../../src/interpreter/evaluate.ts";
import { recognize } from "../../../src/passes/recognize.ts";
import * as build from "../../../src/program/build.ts";
import type { Node } from "../../../src/program/node.ts";
import { makeProgram } from "../../../src/program/program.ts";
import type { Executable } from "../../../src/runtime/executable.ts";
import { disagreement, expectation } from "../../interpreter/sensitivity.ts";
import { type GroupedProgram, randomGroups } from "../../program/randomGroups.ts";
import { compiled, instantiateNow } from "./runCompiled.ts";

const { binary, gather, parameter, reduce, unary } = build;

/** As random programs are compared: relative to the sensitivity of each element to rounding. */
const TOLERANCE = 1e-12;

function runsAsInterpreted({ program, parameters, otherData }: GroupedProgram): void {
  const differentiated = valueAndGradient(recognize(program), "value");
  const executable = compiled(program, { gradientOf: "value", exact: "rows" });
  const { artifact } = executable;
  const agree = (one: Executable, bindings: Record<string, Float64Array>): void => {
    const found = one.run(parameters);
    const complaint = disagreement(expectation(differentiated, bindings), found, TOLERANCE);
    const again = complaint && disagreement(expectation(differentiated, bindings, 40, 100), found, TOLERANCE);
    expect(again).toBeUndefined();
  };
  agree(executable, parameters);
  for (const { name } of artifact.data) executable.setData(name, otherData[name] as Float64Array);
  agree(executable, { ...parameters, ...otherData });
  const data = artifact.data.map((slot) => ({ ...slot, values: otherData[slot.name] as Float64Array }));
  agree(instantiateNow({ ...artifact, data }), { ...parameters, ...otherData });
}

const ROWS = 100;
const groups = build.data(
  "g",
  Float64Array.from({ length: ROWS }, (_, i) => (i * i) % 7),
  [ROWS],
  "int32",
);
const y = build.data(
  "y",
  Float64Array.from({ length: ROWS }, (_, i) => i / ROWS),
  [ROWS],
);
const byGroup = gather(parameter("t", [7]), groups, 0);
const terms = unary("exp", binary("mul", byGroup, y));

/** The inputs that are sorted, and by what. */
function sorted(...outputs: Node[]): string[] {
  const program = makeProgram(outputs.map((node, i) => [`out${i}`, node] as const));
  return compiled(program).artifact.rowOrders.map(
    ({ by, inputs, round }) =>
      `${inputs.map(({ name, axis }) => `${name}:${axis}`).sort()} by ${by}, ${round} a round`,
  );
}

describe("Random rows in groups", { timeout: 120_000 }, () => {
  test("give the interpreter's values and gradients, also after other rows in other groups are bound", () => {
    fc.assert(fc.property(randomGroups, runsAsInterpreted), { seed: 20261122, numRuns: 150 });
  });

  test("are sorted in most programs, in rounds of 8, 4 and 2 rows, by one grouping or the other", () => {
    const found = fc.sample(randomGroups, { seed: 20261122, numRuns: 120 }).flatMap(({ program }) => {
      const { rowOrders } = compiled(program, { gradientOf: "value", exact: "rows" }).artifact;
      return rowOrders;
    });
    expect(found.length).toBeGreaterThan(60);
    expect(new Set(found.map(({ round }) => round))).toEqual(new Set([2, 4, 8]));
    expect(new Set(found.map(({ by }) => by))).toEqual(new Set(["g", "h"]));
  });
});

describe("Rows are sorted by group", () => {
  test("where a sum over them looks up a table", () => {
    expect(sorted(reduce("sum", terms, [0]))).toEqual(["g:0,y:0 by g, 8 a round"]);
  });

  test("by the grouping that is used most", () => {
    const h = build.data("h", new Float64Array(ROWS), [ROWS], "int32");
    const u = gather(parameter("u", [2]), h, 0);
    const both = reduce("sum", unary("exp", binary("mul", binary("add", byGroup, u), y)), [0]);
    // 7 groups and 2: more rounds are of one element of h.
    expect(sorted(both)).toEqual(["g:0,h:0,y:0 by h, 8 a round"]);
    const more = build.scatterAdd(terms, groups, 0, [7]);
    expect(sorted(both, more)).toEqual(["g:0,h:0,y:0 by g, 8 a round"]);
  });

  test("each set of rows by its own", () => {
    const other = build.data("h", new Float64Array(80), [80], "int32");
    const z = build.data("z", new Float64Array(80), [80]);
    const others = reduce("sum", unary("exp", binary("mul", gather(parameter("u", [7]), other, 0), z)), [0]);
    expect(sorted(reduce("sum", terms, [0]), others)).toEqual([
      "g:0,y:0 by g, 8 a round",
      "h:0,z:0 by h, 8 a round",
    ]);
  });

  test("as explain tells", () => {
    const text = explain(makeProgram([["sum", reduce("sum", terms, [0])]]));
    expect(text).toMatch(/^sorted by "g" when bound: ("y" along axis 0|"g" along axis 0|, ){3}$/m);
    expect(text).toMatch(/level 0: loops of 100, first by rounds of one %\d+; /);
  });

  test("columns of a matrix and stacked columns with them", () => {
    const x = build.data("x", new Float64Array(3 * ROWS), [ROWS, 3]);
    const column = build.reshape(build.slice(x, [0, 1], [ROWS, 1]), [ROWS]);
    const stacked = build.concat([build.reshape(column, [ROWS, 1]), build.reshape(terms, [ROWS, 1])], 1);
    expect(sorted(reduce("max", stacked, [0]))).toEqual(["g:0,x:0,y:0 by g, 8 a round"]);
  });
});

describe("Rows stay in their order", () => {
  test.each<[string, Node[]]>([
    ["that have a parameter each", [reduce("sum", binary("mul", terms, parameter("own", [ROWS])), [0])]],
    ["that are an output", [reduce("sum", terms, [0]), unary("sin", y)]],
    ["whose numbers count", [reduce("sum", binary("mul", terms, build.iota(ROWS)), [0])]],
    ["that meet constants", [reduce("sum", binary("mul", terms, build.constant(Float64Array.from({ length: ROWS }, (_, i) => i), [ROWS])), [0])]],
    ["that are summed up to each", [reduce("max", build.cumsum(terms, 0), [0])]],
    ["that are looked up themselves", [reduce("sum", terms, [0]), gather(y, build.data("i", Float64Array.of(1, 2), [2], "int32"), 0)]],
    ["of which a part is taken", [reduce("sum", build.slice(terms, [0], [ROWS - 1]), [0])]],
    ["that are folded to a matrix", [reduce("prod", reduce("sum", build.reshape(terms, [10, 10]), [0]), [0])]],
    ["whose table is a row's, too", [reduce("sum", gather(terms, build.data("j", new Float64Array(ROWS), [ROWS], "int32"), 0), [0])]],
  ])("%s", (_, outputs) => {
    expect(sorted(...outputs)).toEqual([]);
  }); // biome-ignore format: a table

  test("in groups of few rows each", () => {
    const few = gather(parameter("t", [17]), groups, 0);
    expect(sorted(reduce("sum", unary("exp", binary("mul", few, y)), [0]))).toEqual([]);
  });
});

describe("An index out of range", () => {
  const program = makeProgram([["sum", reduce("sum", terms, [0])]]);
  const message = /"g" is used as an index into an axis of 7 elements, but element 3 is 7/;

  test("is refused as ever, and leaves what was bound before", () => {
    const executable = compiled(program);
    const t = Float64Array.from({ length: 7 }, (_, i) => i / 7);
    const before = executable.run({ t });
    expect(() => executable.setData("g", new Float64Array(ROWS).with(3, 7))).toThrow(message);
    expect(executable.run({ t })).toEqual(before);
    expect(before["sum"]?.[0]).toBeCloseTo(interpret(program, { t })["sum"]?.[0] as number, 10);
  });

  test("is refused at the start", () => {
    const wrong = build.data("g", new Float64Array(ROWS).with(3, 7), [ROWS], "int32");
    const looked = gather(parameter("t", [7]), wrong, 0);
    const bad = makeProgram([["sum", reduce("sum", unary("exp", binary("mul", looked, y)), [0])]]);
    expect(() => compiled(bad)).toThrow(message);
  });
});
