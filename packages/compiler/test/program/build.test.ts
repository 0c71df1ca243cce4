// Constructors of nodes: the types that they infer and the operations that they leave out.
import { describe, expect, test } from "vitest";
import { InternalError, UsageError } from "../../src/errors.ts";
import { evaluateNode } from "../../src/interpreter/evaluate.ts";
import * as build from "../../src/program/build.ts";
import { BINDING, type Node } from "../../src/program/node.ts";
import { showShape } from "../../src/program/shape.ts";

const x = build.parameter("x", [2, 3]);
const whole = build.data("n", Float64Array.of(1, 2, 3), [3], "int32");
const mask = build.data("m", Float64Array.of(1, 0, 1), [3], "bool");
const typeOf = (node: Node) => `${node.dtype}${showShape(node.shape)}`;

describe("Constructors infer types", () => {
  test.each([
    ["a number and whole numbers", build.binary("add", x, whole), "float64[2, 3]"],
    ["whole numbers", build.binary("mul", whole, whole), "int32[3]"],
    ["a quotient of whole numbers", build.binary("div", whole, whole), "float64[3]"],
    ["masks that are added", build.binary("add", mask, mask), "int32[3]"],
    ["a mask that is counted", build.reduce("sum", mask, [0]), "int32[]"],
    ["a comparison", build.compare("less", x, whole), "bool[2, 3]"],
    ["the absolute value of whole numbers", build.unary("abs", whole), "int32[3]"],
    ["the exponential of whole numbers", build.unary("exp", whole), "float64[3]"],
    ["any of some numbers", build.reduce("any", x, [1]), "bool[2]"],
    ["a choice between a mask and numbers", build.select(mask, mask, x), "float64[2, 3]"],
    ["a choice between masks", build.select(mask, mask, mask), "bool[3]"],
    ["a mask beside whole numbers", build.concat([mask, whole], 0), "int32[6]"],
    ["the position of a maximum", build.argExtreme("argMax", x, 0), "int32[3]"],
    ["a gather by a matrix of indices", build.gather(x, build.reshape(whole, [3, 1]), 1), "float64[2, 3, 1]"],
    [
      "a product of a batch with a matrix",
      build.matMul(build.parameter("b", [5, 2, 3]), build.parameter("c", [3, 4])),
      "float64[5, 2, 4]",
    ],
  ] as const)("of %s", (_, node, expected) => {
    expect(typeOf(node)).toBe(expected);
  });

  test("and when values become known", () => {
    expect(build.unary("exp", build.scalar(1)).binding).toBe(BINDING.constant);
    expect(build.binary("add", whole, build.scalar(1)).binding).toBe(BINDING.data);
    expect(build.binary("add", whole, x).binding).toBe(BINDING.parameter);
  });
});

describe("Constructors leave out what does nothing", () => {
  test("broadcasts, reshapes, transposes, slices, paddings and casts to what is there already", () => {
    const idle = [
      build.broadcast(x, [2, 3]), build.reshape(x, [2, 3]), build.transpose(x, [0, 1]), build.slice(x, [0, 0], [2, 3]),
      build.pad(x, [0, 0], [2, 3]), build.cast(x, "float64"), build.concat([x], 0), build.reduce("sum", x, []),
      build.reshape(build.reshape(x, [6]), [2, 3]),
    ]; // biome-ignore format: a list
    for (const node of idle) expect(node).toBe(x);
  });

  test("but a reversal is no idle slice", () => {
    const reversed = build.slice(build.constant(Float64Array.of(1, 2), [2]), [1], [2], [-1]);
    expect(evaluateNode(reversed)).toEqual(Float64Array.of(2, 1));
  });
});

describe("Constructors refuse", () => {
  test.each([
    [
      "shapes that do not broadcast",
      () => build.binary("add", x, build.parameter("y", [2])),
      /add: shapes \[2, 3\] and \[2\] do not broadcast.*axis -1/,
    ],
    ["a broadcast that would shrink", () => build.broadcast(x, [3]), /\[2, 3\] does not expand to \[3\]/],
    ["a reshape to another size", () => build.reshape(x, [4]), /\[2, 3\] has 6 elements, \[4\] needs 4/],
    [
      "a slice out of range",
      () => build.slice(x, [0, 1], [2, 3]),
      /elements 1 to 3 of axis 1 lie outside shape \[2, 3\]/,
    ],
    ["a slice that runs out at the front", () => build.slice(x, [0, 1], [2, 3], [1, -1]), /elements 1 to -1/],
    [
      "parts that differ beyond the axis",
      () => build.concat([x, build.parameter("y", [3, 3])], 1),
      /shapes \[2, 3\], \[3, 3\] differ beyond axis 1/,
    ],
    ["a concatenation of nothing", () => build.concat([], 0), /no tensors/],
    ["matrices that do not chain", () => build.matMul(x, x), /inner dimensions of \[2, 3\] and \[2, 3\]/],
  ] as const)("%s", (_, make, message) => {
    expect(make).toThrow(UsageError);
    expect(make).toThrow(message);
  });

  test("a constant whose values do not fill its shape", () => {
    expect(() => build.constant(Float64Array.of(1), [2])).toThrow(InternalError);
  });
});
