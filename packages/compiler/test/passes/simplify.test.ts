// Each algebraic identity on a program of its own.
import { describe, expect, test } from "vitest";
import { interpret } from "../../src/interpreter/evaluate.ts";
import { simplify } from "../../src/passes/simplify.ts";
import * as build from "../../src/program/build.ts";
import type { Node } from "../../src/program/node.ts";
import { makeProgram } from "../../src/program/program.ts";
import { throughPass } from "./throughPass.ts";

const { binary, broadcast, parameter, reduce, reshape, scalar, select, unary } = build;
const through = (...outputs: Node[]) => throughPass(simplify, ...outputs);
const x = parameter("x", [3]);
const y = parameter("y", [3]);

describe("simplify", () => {
  test("drops zeros, ones and double negations", () => {
    const zero = scalar(0);
    const one = scalar(1);
    for (const node of [
      binary("add", x, zero), binary("add", zero, x), binary("sub", x, zero), binary("mul", x, one),
      binary("mul", one, x), binary("div", x, one), binary("pow", x, one), unary("neg", unary("neg", x)),
    ]) {
      expect(through(node)).toEqual(['%0 = parameter float64[3] "x"']);
    } // biome-ignore format: a list
  });

  test("moves signs outwards and into sums", () => {
    const lines = (node: Node) => through(node).slice(2);
    expect(lines(binary("add", x, unary("neg", y)))).toEqual(["%2 = sub float64[3] %0 %1"]);
    expect(lines(binary("sub", x, unary("neg", y)))).toEqual(["%2 = add float64[3] %0 %1"]);
    expect(lines(binary("mul", unary("neg", x), unary("neg", y)))).toEqual(["%2 = mul float64[3] %0 %1"]);
    expect(lines(binary("div", unary("neg", x), y))).toEqual([
      "%2 = div float64[3] %0 %1",
      "%3 = neg float64[3] %2",
    ]);
  });

  test("writes small powers as products, roots and reciprocals", () => {
    const power = (exponent: number) => through(binary("pow", x, scalar(exponent))).at(-1);
    expect(power(2)).toBe("%1 = mul float64[3] %0 %0");
    expect(power(3)).toBe("%2 = mul float64[3] %1 %0");
    expect(power(0.5)).toBe("%1 = sqrt float64[3] %0");
    expect(power(-1)).toMatch(/div float64\[3\] %\d %\d/);
    expect(power(4)).toMatch(/pow/);
  });

  test("undoes exp in log, where exp would overflow too", () => {
    const node = unary("log", unary("exp", x));
    expect(through(node)).toEqual(['%0 = parameter float64[3] "x"']);
    const values = interpret(simplify(makeProgram([["y", node]])), { x: [1000, -1000, 0] });
    expect(values["y"]).toEqual(Float64Array.of(1000, -1000, 0));
    expect(through(unary("log", unary("sigmoid", x))).slice(1).map((line) => line.split(" ")[2])).toEqual([
      "neg", "softplus", "neg",
    ]); // biome-ignore format: a list
  });

  test("chooses at once when the condition is a constant or both branches agree", () => {
    expect(through(select(scalar(1, "bool"), x, y))).toEqual(['%0 = parameter float64[3] "x"']);
    expect(through(select(build.compare("less", x, y), x, x))).toEqual(['%0 = parameter float64[3] "x"']);
  });

  test("computes what is repeated before it is repeated", () => {
    const wide = broadcast(reshape(x, [3, 1]), [3, 100]);
    const lines = through(unary("exp", binary("mul", wide, scalar(2))));
    expect(lines.at(-1)).toMatch(/broadcast float64\[3, 100\]/);
    expect(lines.filter((line) => line.includes("[3, 100]"))).toHaveLength(1);
  });

  test("keeps float64 where an int32 operand takes the place of a result", () => {
    const counts = build.cast(x, "int32");
    for (const node of [
      binary("add", counts, scalar(0)),
      binary("div", counts, scalar(1)),
      binary("pow", counts, scalar(1)),
    ]) {
      expect(through(node).at(-1)).toBe("%2 = cast float64[3] %1");
    }
  });

  test("takes what does not vary out of a sum", () => {
    const matrix = parameter("m", [3, 4]);
    const rows = broadcast(reshape(x, [3, 1]), [3, 4]);
    expect(through(reduce("sum", binary("mul", rows, matrix), [1])).at(-1)).toBe("%3 = mul float64[3] %0 %2");
    expect(through(reduce("sum", binary("div", matrix, rows), [1])).at(-1)).toBe("%3 = div float64[3] %1 %2");
    expect(through(reduce("sum", rows, [1]))).toContainEqual(
      expect.stringContaining("constant float64[] {4}"),
    );
    expect(through(reduce("sum", unary("neg", matrix), [0])).at(-1)).toBe("%2 = neg float64[4] %1");
  });

  test("takes a factor out of sums and scatters through a product that they share, which then is gone", () => {
    const [scale, residual] = [parameter("scale", []), unary("sin", parameter("r", [20]))];
    const covariate = build.data(
      "x",
      Float64Array.from({ length: 20 }, (_, i) => i),
      [20],
    );
    const group = build.data(
      "g",
      Float64Array.from({ length: 20 }, (_, i) => i % 4),
      [20],
      "int32",
    );
    const scaled = binary("div", residual, scale);
    const row = build.transpose(reshape(scaled, [1, 20]), [1, 0]);
    const lines = through(
      reduce("sum", binary("mul", scaled, scaled), [0]),
      reduce("sum", binary("mul", reshape(covariate, [20, 1]), row), [0, 1]),
      build.scatterAdd(unary("neg", scaled), group, 0, [4]),
    );
    expect(lines.filter((line) => /(div|neg) float64\[20/.test(line))).toEqual([]);
    expect(lines.filter((line) => /mul float64\[20/.test(line))).toHaveLength(2);
  });

  test("sums data times a linear predictor without a loop over its rows, table entries by group", () => {
    const rows = (name: string, f: (i: number) => number, dtype?: "int32") =>
      build.data(
        name,
        Float64Array.from({ length: 40 }, (_, i) => f(i)),
        [40],
        dtype,
      );
    const [count, covariate] = [rows("count", (i) => i % 7), rows("x", (i) => i / 8)];
    const group = rows("group", (i) => (3 * i) % 4, "int32");
    const slope = broadcast(parameter("slope", []), [40]);
    const table = build.gather(unary("sin", parameter("table", [4])), group, 0);
    const predictor = binary(
      "sub",
      binary("add", table, broadcast(parameter("mu", []), [40])),
      binary("mul", covariate, slope),
    );
    const lines = through(
      reduce("sum", binary("sub", binary("mul", count, predictor), unary("exp", predictor)), [0]),
    );
    // What remains of the rows at each evaluation is the exponential of the predictor.
    expect(lines.filter((line) => line.includes("mul float64[40]"))).toHaveLength(2);
    expect(lines).toContainEqual(expect.stringContaining("scatterAdd float64[4]"));
    expect(lines.filter((line) => /(add|sub) float64\[40\]/.test(line))).toHaveLength(2);
  });

  test("takes a factor that both parts of a difference have out of a sum", () => {
    const factor = broadcast(unary("exp", parameter("c", [])), [20]);
    const [u, v] = [unary("sin", parameter("u", [20])), unary("cos", parameter("v", [20]))];
    const lines = through(
      reduce("sum", unary("neg", binary("sub", binary("mul", factor, u), binary("mul", v, factor))), [0]),
    );
    expect(lines.filter((line) => line.includes("mul float64[20]"))).toEqual([]);
  });

  test("leaves the updates of a scatter alone when the result is longer than they are", () => {
    const updates = binary("mul", parameter("scale", []), parameter("u", [3]));
    const group = build.constant(Float64Array.of(0, 7, 7), [3], "int32");
    expect(through(build.scatterAdd(updates, group, 0, [9])).at(-1)).toContain("scatterAdd");
  });

  test("joins sums of sums, but not one that is read elsewhere too", () => {
    const inner = reduce("sum", unary("exp", parameter("m", [3, 4])), [0]);
    const sums = (...outputs: Node[]) => through(...outputs).filter((line) => line.includes("= sum")).length;
    expect(sums(reduce("sum", inner, [0]))).toBe(1);
    expect(sums(reduce("sum", inner, [0]), unary("sin", inner))).toBe(2);
    expect(through(reduce("sum", inner, [0]), unary("sin", inner)).join()).not.toContain("axes: [0, 1]");
  });

  test("splits a sum when a part is known sooner", () => {
    const data = build.data("d", Float64Array.of(1, 2, 3), [3]);
    expect(through(reduce("sum", binary("add", unary("exp", x), data), [0])).at(-1)).toBe(
      "%5 = add float64[] %2 %4",
    );
    expect(through(reduce("sum", binary("add", unary("exp", x), y), [0])).at(-1)).toMatch(
      /sum float64\[\] %\d/,
    );
  });

  test("leaves sums of data as they were written", () => {
    const data = build.data("d", Float64Array.of(1, 2, 3), [3]);
    const other = build.data("e", Float64Array.of(1), [1]);
    const node = reduce("sum", binary("mul", data, broadcast(other, [3])), [0]);
    expect(through(node).at(-1)).toBe("%4 = sum float64[] %3 {axes: [0]}");
  });

  test("sums everything at once, whatever the shapes on the way", () => {
    const matrix = parameter("m", [3, 4]);
    expect(through(reduce("sum", reduce("sum", matrix, [1]), [0])).at(-1)).toBe(
      "%1 = sum float64[] %0 {axes: [0, 1]}",
    );
    expect(through(reduce("sum", reshape(matrix, [12]), [0])).at(-1)).toBe(
      "%1 = sum float64[] %0 {axes: [0, 1]}",
    );
    const cube = parameter("c", [2, 3, 4]);
    expect(through(reduce("sum", reduce("sum", cube, [1]), [1])).at(-1)).toBe(
      "%1 = sum float64[2] %0 {axes: [1, 2]}",
    );
  });

  test("renames instead of reducing an axis of size 1", () => {
    const column = parameter("c", [3, 1]);
    for (const op of ["sum", "prod", "max", "min", "logSumExp"] as const) {
      expect(through(reduce(op, column, [1])).at(-1)).toBe("%1 = reshape float64[3] %0");
    }
  });
});
