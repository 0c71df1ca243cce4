// NaN, the infinities, signed zeros, indices out of range and empty arrays: compiled code gives what the interpreter gives, exactly.
import { describe, expect, test } from "vitest";
import { interpret } from "../../../src/interpreter/evaluate.ts";
import * as build from "../../../src/program/build.ts";
import type { Node } from "../../../src/program/node.ts";
import type { UnaryOp } from "../../../src/program/ops.ts";
import { makeProgram } from "../../../src/program/program.ts";
import { compiled } from "./runCompiled.ts";

const { binary, compare, parameter, reduce, unary } = build;
const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

/** What compiled code gives for a vector or matrix x, after checking that the interpreter says the same. */
function run(values: readonly number[], shape: readonly number[], result: (x: Node) => Node): number[] {
  const program = makeProgram([["y", result(parameter("x", shape))]]);
  const found = Array.from(compiled(program).run({ x: values })["y"] ?? []);
  expect(found).toEqual(Array.from(interpret(program, { x: values })["y"] ?? []));
  return found;
}

function compiledSumOfLogs(values: readonly number[]): number {
  const program = makeProgram([["y", reduce("sum", unary("log", parameter("x", [values.length])), [0])]]);
  return compiled(program).run({ x: values })["y"]?.[0] as number;
}

describe("logSumExp", () => {
  const rows: readonly (readonly [string, readonly [number, number], number])[] = [
    ["of -Infinity alone is -Infinity", [-inf, -inf], -inf],
    ["ignores a term of -Infinity", [-inf, 2], 2],
    ["of Infinity is Infinity", [inf, 0], inf],
    ["of both infinities is Infinity", [inf, -inf], inf],
    ["of NaN is NaN", [nan, 0], nan],
    ["of NaN beside Infinity is NaN", [nan, inf], nan],
    ["of NaN beside -Infinity is NaN", [-inf, nan], nan],
    ["does not overflow", [1e308, 1e308], 1e308],
    ["does not vanish", [-1e308, -1e308], -1e308],
  ];

  test.each(rows)("%s", (_, row, expected) => {
    // Written out, in a vector loop, held in registers, and looping inside.
    expect(run(row, [2], (x) => reduce("logSumExp", x, [0]))).toEqual([expected]);
    const table = Array.from({ length: 40 }, () => row).flat();
    expect(new Set(run(table, [40, 2], (x) => reduce("logSumExp", x, [1])))).toEqual(new Set([expected]));
    const tall = [...row, ...new Array<number>(150).fill(-inf)];
    expect(run(tall, [152], (x) => reduce("logSumExp", x, [0]))).toEqual([expected]);
    const wide = Array.from({ length: 70 }, () => [...row, ...new Array<number>(66).fill(-inf)]).flat();
    expect(new Set(run(wide, [70, 68], (x) => reduce("logSumExp", x, [1])))).toEqual(new Set([expected]));
  });

  test("summed over rows, where products of the totals replace sums of logarithms", () => {
    const sum = (x: Node) => reduce("sum", reduce("logSumExp", x, [1]), [0]);
    const table = (row: readonly number[]) => [...row, ...Array.from({ length: 40 }, () => [0, -inf]).flat()];
    for (const [_, row, expected] of rows) expect(run(table(row), [41, 2], sum)).toEqual([expected]);
  });
});

describe("Reductions", () => {
  test("carry NaN and the infinities", () => {
    for (const n of [5, 40, 41]) {
      const filled = (...special: number[]) => [...special, ...new Array<number>(n - special.length).fill(1)];
      for (const op of ["sum", "prod", "max", "min"] as const) {
        for (const special of [[nan], [inf], [-inf], [inf, -inf], [0, inf]])
          run(filled(...special), [n], (x) => reduce(op, x, [0]));
      }
    }
  });

  test("a sum of logarithms of negative numbers is NaN, however many there are", () => {
    const sum = (axes: readonly number[]) => (x: Node) => reduce("sum", unary("log", x), axes);
    for (const n of [1, 2, 16, 40, 41]) {
      expect(run(new Array<number>(n).fill(-2), [n], sum([0]))).toEqual([nan]);
      const two = Array.from({ length: n }, (_, i) => (i < n - 2 || n < 3 ? 3 : -2));
      run(two, [n], sum([0]));
      run(Array.from({ length: 70 }, () => two).flat(), [70, n], sum([1]));
    }
  });

  test("a sum of logarithms meets zeros, infinities and the ends of the doubles", () => {
    for (const special of [0, inf, nan, 5e-324, 1e-308, 1e308]) {
      for (const n of [17, 40]) {
        const values = Array.from({ length: n }, (_, i) => (i % 5 === 3 ? special : 1));
        const found = compiledSumOfLogs(values);
        const expected = values.reduce((total, x) => total + Math.log(x), 0);
        expect(
          Number.isFinite(expected) ? Math.abs(found / expected - 1) < 1e-14 : Object.is(found, expected),
        ).toBe(true);
      }
    }
  });

  test("of nothing give what changes nothing", () => {
    const x = parameter("x", [3, 0]);
    const ops = ["sum", "prod", "max", "min", "logSumExp"] as const;
    const program = makeProgram(ops.map((op) => [op, reduce(op, x, [1])] as const));
    const found = compiled(program).run({ x: [] });
    expect(ops.map((op) => found[op]?.[0])).toEqual([0, 1, -inf, inf, -inf]);
    expect(found).toEqual(interpret(program, { x: [] }));
  });

  test("argMax and argMin pass NaN over, unless it comes first", () => {
    for (const values of [[1, nan, 3], [nan, 1, 3], [-inf, nan, -inf]]) {
      for (const op of ["argMax", "argMin"] as const) run(values, [3], (x) => build.argExtreme(op, x, 0));
    } // biome-ignore format: rows
  });
});

describe("Elementwise", () => {
  const special = [nan, inf, -inf, 0, -0, 1, -1, 0.5, 2.5, -2.5, 5e-324, -5e-324, 1e308, -1e308, 3, 4, 7];

  test("arithmetic, rounding, extremes and comparisons agree to the sign of zero", () => {
    const count = special.length;
    const other = build.constant(Float64Array.from(special.slice().reverse()), [count]);
    for (const op of ["neg", "abs", "sign", "floor", "ceil", "round", "sqrt"] as const)
      run(special, [count], (x) => unary(op, x));
    for (const op of ["add", "sub", "mul", "div", "maximum", "minimum", "mod", "floorDiv"] as const) {
      run(special, [count], (x) => binary(op, x, other));
    }
    for (const op of ["equal", "notEqual", "less", "lessEqual", "greater", "greaterEqual"] as const) {
      run(special, [count], (x) => compare(op, x, other));
    }
    for (const op of ["isNaN", "isFinite"] as const) run(special, [count], (x) => build.test(op, x));
  });

  test("rounds, takes signs and divides with remainder as tfjs does", () => {
    const x = [2.5, 3.5, -2.5, -0.2, 7, -7, 0, nan];
    const rounded: readonly (readonly [UnaryOp, readonly number[]])[] = [
      ["round", [2, 4, -2, -0, 7, -7, 0, nan]],
      ["sign", [1, 1, -1, -1, 1, -1, 0, nan]],
      ["floor", [2, 3, -3, -1, 7, -7, 0, nan]],
      ["ceil", [3, 4, -2, -0, 7, -7, 0, nan]],
      ["neg", [-2.5, -3.5, 2.5, 0.2, -7, 7, -0, nan]],
      ["abs", [2.5, 3.5, 2.5, 0.2, 7, 7, 0, nan]],
    ];
    for (const [op, expected] of rounded) expect(run(x, [8], (node) => unary(op, node))).toEqual(expected);
    expect(run([2.25, -1, 4, 0], [4], (node) => unary("sqrt", node))).toEqual([1.5, nan, 2, 0]);
    const y = build.constant(Float64Array.of(2, -2, 2, 2, 3, 3, -5, 1), [8]);
    const divided = (op: "mod" | "floorDiv") => run(x, [8], (node) => binary(op, node, y));
    expect(divided("floorDiv")).toEqual([1, -2, -2, -1, 2, -3, -0, nan]);
    expect(divided("mod")).toEqual([0.5, -0.5, 1.5, 1.8, 1, 2, 0, nan]);
  });

  test("choices never look at what is not chosen", () => {
    const log = (x: Node) =>
      build.select(compare("greater", x, build.scalar(0)), unary("log", x), build.scalar(-7));
    expect(run([-1, 0, nan, 1], [4], log)).toEqual([-7, -7, -7, 0]);
  });

  test("casts of NaN and of fractions", () => {
    expect(run([nan, 0, -0.5], [3], (x) => build.cast(x, "bool"))).toEqual([1, 0, 1]);
    expect(run([-1.5, 1.5, 1e10], [3], (x) => build.cast(x, "int32"))).toEqual([-1, 1, 1e10]);
  });
});

describe("Indices out of range", () => {
  const values = Float64Array.of(0, -1, 2, 3);
  const at = build.data("i", values, [4], "int32");
  const computed = binary("minimum", at, build.scalar(100, "int32"));
  const constant = build.constant(values, [4], "int32");

  test("gather NaN when they are computed or constant", () => {
    expect(run([5, 6, 7], [3], (x) => build.gather(x, computed, 0))).toEqual([5, nan, 7, nan]);
    expect(run([5, 6, 7], [3], (x) => build.gather(x, constant, 0))).toEqual([5, nan, 7, nan]);
  });

  test("scatter nothing when they are computed", () => {
    expect(run([1, 2, 4, 8], [4], (x) => build.scatterAdd(x, computed, 0, [3]))).toEqual([1, 0, 4]);
  });

  test("are refused when they are data, at the start and when data are bound anew", () => {
    const program = makeProgram([["y", build.gather(parameter("x", [3]), at, 0)]]);
    expect(() => compiled(program)).toThrow(
      /"i" is used as an index into an axis of 3 elements, but element 1 is -1/,
    );
    const right = build.data("i", Float64Array.of(0, 1, 2, 1), [4], "int32");
    const executable = compiled(makeProgram([["y", build.gather(parameter("x", [3]), right, 0)]]));
    expect(() => executable.setData("i", [0, 1, 3, 1])).toThrow(/element 2 is 3/);
    expect(Array.from(executable.run({ x: [5, 6, 7] })["y"] ?? [])).toEqual([5, 6, 7, 6]);
  });
});
