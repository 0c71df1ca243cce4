// The oracle against small examples worked by hand.
import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { evaluateNode, interpret } from "../../src/interpreter/evaluate.ts";
import * as build from "../../src/program/build.ts";
import type { DType, Node } from "../../src/program/node.ts";
import type { BinaryOp, UnaryOp } from "../../src/program/ops.ts";
import { makeProgram } from "../../src/program/program.ts";

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const vector = (values: readonly number[], dtype: DType = "float64") =>
  build.constant(Float64Array.from(values), [values.length], dtype);
const matrix = (rows: readonly (readonly number[])[]) =>
  build.constant(Float64Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 0]);
const valuesOf = (node: Node) => Array.from(evaluateNode(node));
const six = matrix([[1, 2, 3], [4, 5, 6]]); // biome-ignore format: a matrix

describe("Elementwise ops", () => {
  const unary: readonly (readonly [UnaryOp, readonly number[], readonly number[]])[] = [
    ["round", [0.5, 1.5, 2.5, -0.5, -1.5, 2.4, -2.6], [0, 2, 2, -0, -2, 2, -3]],
    ["sign", [-3, 0, 2, nan], [-1, 0, 1, nan]],
    ["floor", [-1.5, 1.5], [-2, 1]],
    ["ceil", [-1.5, 1.5], [-1, 2]],
    ["sigmoid", [0, 1000, -1000], [0.5, 1, 0]],
    ["softplus", [0, 1000, -1000], [Math.LN2, 1000, 0]],
    ["log", [1, 0, -1, inf], [0, -inf, nan, inf]],
    ["erf", [0, inf, -inf], [0, 1, -1]],
    ["lgamma", [1, 2, 0], [0, 0, inf]],
  ];
  test.each(unary)("%s", (op, values, expected) => {
    expect(valuesOf(build.unary(op, vector(values)))).toEqual(expected);
  });

  const binary: readonly (readonly [BinaryOp, readonly number[], readonly number[], readonly number[]])[] = [
    ["mod", [7, -7, 7, -7], [3, 3, -3, -3], [1, 2, -2, -1]],
    ["floorDiv", [7, -7, 7], [2, 2, -2], [3, -4, -4]],
    ["pow", [2, 0, -2, 4], [10, 0, 3, 0.5], [1024, 1, -8, 2]],
    ["maximum", [1, nan, -0], [2, 1, 0], [2, nan, 0]],
    ["minimum", [1, 1, -0], [2, nan, 0], [1, nan, -0]],
    ["atan2", [1, 0, -1], [0, -1, 0], [Math.PI / 2, Math.PI, -Math.PI / 2]],
  ];
  test.each(binary)("%s", (op, a, b, expected) => {
    expect(valuesOf(build.binary(op, vector(a), vector(b)))).toEqual(expected);
  });

  test("comparisons, tests, logic and choices", () => {
    const [a, b] = [vector([1, 2, nan]), vector([2, 2, nan])];
    expect(valuesOf(build.compare("lessEqual", a, b))).toEqual([1, 1, 0]);
    expect(valuesOf(build.compare("notEqual", a, b))).toEqual([1, 0, 1]);
    expect(valuesOf(build.test("isNaN", a))).toEqual([0, 0, 1]);
    expect(valuesOf(build.test("isFinite", vector([1, inf, nan])))).toEqual([1, 0, 0]);
    expect(valuesOf(build.logic("and", build.test("isNaN", a), build.scalar(2)))).toEqual([0, 0, 1]);
    expect(valuesOf(build.not(vector([0, 3])))).toEqual([1, 0]);
    expect(valuesOf(build.select(vector([1, 0, 1], "bool"), a, vector([7, 8, 9])))).toEqual([1, 8, nan]);
  });

  test("casts truncate towards 0 and test for non-zero", () => {
    expect(valuesOf(build.cast(vector([1.9, -1.9]), "int32"))).toEqual([1, -1]);
    expect(valuesOf(build.cast(vector([0, -0.5, nan]), "bool"))).toEqual([0, 1, 1]);
  });
});

describe("Rearrangements", () => {
  test("broadcast, reshape, transpose and slice", () => {
    expect(valuesOf(build.broadcast(matrix([[1], [2]]), [2, 2, 2]))).toEqual([1, 1, 2, 2, 1, 1, 2, 2]);
    expect(valuesOf(build.reshape(six, [3, 2]))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(valuesOf(build.transpose(six, [1, 0]))).toEqual([1, 4, 2, 5, 3, 6]);
    expect(valuesOf(build.slice(six, [1, 2], [2, 2], [-1, -2]))).toEqual([6, 4, 3, 1]);
  });

  test("pad and concat", () => {
    expect(valuesOf(build.pad(six, [1, 0], [3, 4], 9))).toEqual([9, 9, 9, 9, 1, 2, 3, 9, 4, 5, 6, 9]);
    expect(valuesOf(build.concat([six, matrix([[7], [8]])], 1))).toEqual([1, 2, 3, 7, 4, 5, 6, 8]);
  });

  test("gather gives NaN out of range, and scatterAdd drops what it cannot place", () => {
    const at = vector([2, 0, -1, 3], "int32");
    expect(valuesOf(build.gather(six, at, 1))).toEqual([3, 1, nan, nan, 6, 4, nan, nan]);
    expect(valuesOf(build.scatterAdd(vector([1, 2, 4, 8]), at, 0, [3]))).toEqual([2, 0, 1]);
    expect(valuesOf(build.scatterAdd(matrix([[1, 2], [3, 4]]), vector([1, 1], "int32"), 1, [2, 2]))).toEqual([0, 3, 0, 7]); // biome-ignore format: a matrix
  });
});

describe("Reductions and scans", () => {
  test("over some axes and over all", () => {
    expect(valuesOf(build.reduce("sum", six, [0]))).toEqual([5, 7, 9]);
    expect(valuesOf(build.reduce("prod", six, [1]))).toEqual([6, 120]);
    expect(valuesOf(build.reduce("max", six, [0, 1]))).toEqual([6]);
    expect(valuesOf(build.reduce("any", six, [0]))).toEqual([1, 1, 1]);
    expect(
      valuesOf(build.reduce("sum", build.constant(new Float64Array(8).fill(1), [2, 2, 2]), [0, 2])),
    ).toEqual([4, 4]);
  });

  test("of nothing give what changes nothing", () => {
    const empty = build.constant(new Float64Array(0), [2, 0]);
    const results = (["sum", "prod", "max", "min", "any", "all", "logSumExp"] as const).map((op) =>
      valuesOf(build.reduce(op, empty, [1])),
    );
    expect(results).toEqual([
      [0, 0],
      [1, 1],
      [-inf, -inf],
      [inf, inf],
      [0, 0],
      [1, 1],
      [-inf, -inf],
    ]);
  });

  test("logSumExp and softmax neither overflow nor lose infinities", () => {
    expect(valuesOf(build.reduce("logSumExp", vector([1000, 1000]), [0]))).toEqual([1000 + Math.LN2]);
    expect(valuesOf(build.reduce("logSumExp", vector([-inf, -inf]), [0]))).toEqual([-inf]);
    expect(valuesOf(build.reduce("logSumExp", vector([inf, 0]), [0]))).toEqual([inf]);
    expect(valuesOf(build.softmax(vector([1000, 1000, -inf]), [0]))).toEqual([0.5, 0.5, 0]);
  });

  test("argMax and argMin give the first of equals", () => {
    expect(valuesOf(build.argExtreme("argMax", matrix([[1, 3, 3], [2, 2, 1]]), 1))).toEqual([1, 0]); // biome-ignore format: a matrix
    expect(valuesOf(build.argExtreme("argMin", matrix([[1, 3, 1], [2, 2, 1]]), 0))).toEqual([0, 1, 0]); // biome-ignore format: a matrix
  });

  test("recurrence, forwards and backwards, where the factor of what comes first is not read", () => {
    const [a, b] = [
      build.constant(Float64Array.of(Number.NaN, 2, 3), [3]),
      build.constant(Float64Array.of(1, 1, -1), [3]),
    ];
    expect(valuesOf(build.recurrence(a, b, 0))).toEqual([1, 3, 8]);
    const back = build.constant(Float64Array.of(2, 3, Number.NaN), [3]);
    expect(valuesOf(build.recurrence(back, b, 0, true))).toEqual([-3, -2, -1]);
  });

  test("cumsum, with its flags", () => {
    const x = vector([1, 2, 4]);
    expect(valuesOf(build.cumsum(x, 0))).toEqual([1, 3, 7]);
    expect(valuesOf(build.cumsum(x, 0, true))).toEqual([0, 1, 3]);
    expect(valuesOf(build.cumsum(x, 0, false, true))).toEqual([7, 6, 4]);
    expect(valuesOf(build.cumsum(x, 0, true, true))).toEqual([6, 4, 0]);
    expect(valuesOf(build.cumsum(six, 0))).toEqual([1, 2, 3, 5, 7, 9]);
  });
});

describe("Matrices", () => {
  test("multiply, batch by batch", () => {
    expect(valuesOf(build.matMul(six, build.transpose(six, [1, 0])))).toEqual([14, 32, 32, 77]);
    const batch = build.reshape(
      build.constant(Float64Array.of(1, 0, 0, 1, 0, 1, 1, 0), [2, 2, 2]),
      [2, 2, 2],
    );
    expect(valuesOf(build.matMul(batch, matrix([[1, 2], [3, 4]])))).toEqual([1, 2, 3, 4, 3, 4, 1, 2]); // biome-ignore format: a matrix
  });

  test("have a Cholesky factor that reads the lower triangle; NaN where there is none", () => {
    expect(valuesOf(build.cholesky(matrix([[4, 99], [2, 10]])))).toEqual([2, 0, 1, 3]); // biome-ignore format: a matrix
    expect(valuesOf(build.cholesky(matrix([[1, 0], [2, 1]])))).toEqual([1, 0, 2, nan]); // biome-ignore format: a matrix
  });

  test("are solved when triangular, in both directions", () => {
    const lower = matrix([[2, 99], [1, 4]]); // biome-ignore format: a matrix
    expect(valuesOf(build.triangularSolve(lower, matrix([[2], [9]]), false))).toEqual([1, 2]);
    expect(valuesOf(build.triangularSolve(lower, matrix([[4], [8]]), true))).toEqual([1, 2]);
  });

  test("have a triangular factor with a non-negative diagonal, also with dependent columns", () => {
    expect(valuesOf(build.qrFactor(matrix([[-3, 1], [4, 2]])))).toEqual([5, 1, 0, 2]); // biome-ignore format: a matrix
    expect(valuesOf(build.qrFactor(matrix([[0, 3], [0, -4]])))).toEqual([0, 0, 0, 5]); // biome-ignore format: a matrix
    expect(valuesOf(build.qrFactor(matrix([[3, 6], [4, 8]])))).toEqual([5, 10, 0, 0]); // biome-ignore format: a matrix
  });
});

describe("interpret", () => {
  const x = build.parameter("x", [2]);
  const d = build.data("d", Float64Array.of(10, 20), [2]);
  const program = makeProgram([["y", build.binary("add", x, d)], ["d", d]]); // biome-ignore format: outputs

  test("binds parameters, and data to what they were captured with or to other values", () => {
    expect(interpret(program, { x: [1, 2] })["y"]).toEqual(Float64Array.of(11, 22));
    expect(interpret(program, { x: [1, 2], d: [0, 1] })).toEqual({
      y: Float64Array.of(1, 3),
      d: Float64Array.of(0, 1),
    });
    expect(interpret(program, { x: [1, 2] })["y"]).toEqual(Float64Array.of(11, 22));
  });

  test("refuses missing values and wrong sizes by name", () => {
    expect(() => interpret(program)).toThrow(UsageError);
    expect(() => interpret(program)).toThrow(/"x" needs a value of shape \[2\]/);
    expect(() => interpret(program, { x: [1] })).toThrow(/"x" has shape \[2\] but was given 1 values/);
    expect(() => interpret(program, { x: [1, 2], d: [1, 2, 3] })).toThrow(
      /"d" has shape \[2\] but was given 3/,
    );
  });
});
