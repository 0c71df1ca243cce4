// Programs: their order, inputs, rewriting and printing.
import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { bottomUp } from "../../src/program/bottomUp.ts";
import * as build from "../../src/program/build.ts";
import type { Node } from "../../src/program/node.ts";
import { printProgram } from "../../src/program/print.ts";
import { dataOf, makeProgram, parametersOf, rewrite, topologicalOrder } from "../../src/program/program.ts";
import { broadcastAxes, broadcastShapes, normalizeAxes, stridesOf } from "../../src/program/shape.ts";
import { structureOf } from "../../src/program/structureOf.ts";

const x = build.parameter("x", [3]);
const d = build.data("d", Float64Array.of(1, 2, 3), [3]);

describe("A program", () => {
  test("prints one node a line, with numbers that are positions", () => {
    const y = build.reduce("sum", build.binary("mul", x, d), [0]);
    const program = makeProgram([
      ["y", y],
      ["x", x],
    ]);
    expect(printProgram(program)).toBe(
      [
        '%0 = parameter float64[3] "x"', '%1 = data float64[3] "d"', "%2 = mul float64[3] %0 %1",
        "%3 = sum float64[] %2 {axes: [0]}", 'output "y" = %3', 'output "x" = %0', "",
      ].join("\n"),
    ); // biome-ignore format: a list
  });

  test("prints numbers that JSON has no words for", () => {
    const constants = build.constant(Float64Array.of(-0, Number.NaN, Number.NEGATIVE_INFINITY), [3]);
    const text = printProgram(makeProgram([["y", build.pad(constants, [1], [5], Number.POSITIVE_INFINITY)]]));
    expect(text).toContain("{-0, NaN, -Infinity}");
    expect(text).toContain("{before: [1], value: Infinity}");
  });

  test("lists inputs before users, each once", () => {
    const shared = build.unary("exp", x);
    const order = topologicalOrder([build.binary("mul", shared, shared), shared]);
    expect(order.map((node) => node.op)).toEqual(["parameter", "exp", "mul"]);
  });

  test("names its inputs", () => {
    const program = makeProgram([["y", build.binary("add", x, d)]]);
    expect([...parametersOf(program).keys(), ...dataOf(program).keys()]).toEqual(["x", "d"]);
  });

  test("is rewritten bottom-up, each node once", () => {
    const shared = build.unary("exp", x);
    const program = makeProgram([["y", build.binary("mul", shared, shared)]]);
    const seen: string[] = [];
    const change = (node: Node) => {
      seen.push(node.op);
      return node.op === "parameter" ? build.parameter("z", [3]) : node;
    };
    const result = rewrite(program, change, build.withInputs);
    expect(seen).toEqual(["parameter", "exp", "mul"]);
    expect(printProgram(result)).toContain('"z"');
  });

  test("has a structure that data values do not change and constants do", () => {
    const of = (values: Float64Array, constant: number) =>
      structureOf(
        makeProgram([["y", build.binary("add", build.data("d", values, [3]), build.scalar(constant))]]),
      );
    expect(of(Float64Array.of(1, 2, 3), 1)).toBe(of(Float64Array.of(4, 5, 6), 1));
    expect(of(Float64Array.of(1, 2, 3), 1)).not.toBe(of(Float64Array.of(1, 2, 3), 2));
    expect(of(Float64Array.of(1, 2, 3), 0)).not.toBe(of(Float64Array.of(1, 2, 3), -0));
  });
});

describe("bottomUp", () => {
  test("computes each node once, inputs first, however deep the graph", () => {
    let node: Node = x;
    for (let i = 0; i < 100_000; i++) node = build.unary("neg", node);
    let calls = 0;
    const depth = bottomUp<number>((one, of) => {
      calls++;
      return 1 + Math.max(0, ...one.inputs.map(of));
    });
    expect(depth(node)).toBe(100_001);
    expect(depth(build.unary("exp", node))).toBe(100_002);
    expect(calls).toBe(100_002);
  });
});

describe("Shapes", () => {
  test("broadcast by NumPy's rule", () => {
    expect(broadcastShapes([[3, 1], [4], []])).toEqual([3, 4]);
    expect(broadcastShapes([[0], [1]])).toEqual([0]);
    expect(broadcastAxes([3, 1], [2, 3, 4])).toEqual([0, 2]);
    expect(() => broadcastShapes([[2], [3]], "there")).toThrow(/^there: shapes \[2\] and \[3\]/);
  });

  test("have row-major strides", () => {
    expect(stridesOf([2, 3, 4])).toEqual([12, 4, 1]);
    expect(stridesOf([])).toEqual([]);
  });

  test("have axes that may be counted from the end", () => {
    expect(normalizeAxes([-1, 0, 2], 3, "sum")).toEqual([0, 2]);
    expect(normalizeAxes(undefined, 2, "sum")).toEqual([0, 1]);
    expect(() => normalizeAxes(3, 3, "sum")).toThrow(UsageError);
    expect(() => normalizeAxes(-4, 3, "sum")).toThrow(/sum: axis -4 does not exist in a tensor of rank 3/);
  });
});
