// Along which axes values vary, and nodes cut down to those.
import { describe, expect, test } from "vitest";
import { evaluateNode, interpret } from "../../src/interpreter/evaluate.ts";
import { fingerprint } from "../../src/passes/structure.ts";
import { collapse, invariantAxes, unitReshape, varyingAxes } from "../../src/passes/variance.ts";
import * as build from "../../src/program/build.ts";
import type { Node } from "../../src/program/node.ts";
import { makeProgram } from "../../src/program/program.ts";

const { binary, broadcast, parameter, reshape } = build;
const row = parameter("row", [4]);
const column = parameter("column", [3, 1]);
const [rows, columns] = [broadcast(row, [3, 4]), broadcast(column, [3, 4])];

describe("varyingAxes", () => {
  const cases: readonly (readonly [string, Node, readonly boolean[]])[] = [
    ["a row repeated downwards", rows, [false, true]],
    ["a column repeated sideways", columns, [true, false]],
    ["a row and a column together", binary("add", rows, columns), [true, true]],
    ["a transposed row", build.transpose(rows, [1, 0]), [true, false]],
    ["a row with axes inserted", reshape(rows, [3, 1, 4]), [false, false, true]],
    ["a row reshaped in a general way", reshape(rows, [6, 2]), [true, true]],
    ["a sum along the repeated axis", build.reduce("sum", rows, [0]), [true]],
    ["a softmax of repeated rows", build.softmax(rows, [1]), [false, true]],
    ["part of a row", build.slice(rows, [1, 0], [2, 4]), [false, true]],
    [
      "repeated rows that are gathered by columns",
      build.gather(rows, build.cast(parameter("i", [2]), "int32"), 1),
      [false, true],
    ],
    ["a product of repeated rows with a matrix", build.matMul(rows, parameter("m", [4, 2])), [false, true]],
    ["a padded row", build.pad(rows, [1, 0], [5, 4]), [true, true]],
  ];
  test.each(cases)("of %s", (_, node, expected) => {
    expect(varyingAxes(node)).toEqual(expected);
  });
});

describe("collapse", () => {
  test("keeps the values and cuts the axes down", () => {
    const nodes = [
      rows,
      binary("mul", rows, rows),
      reshape(rows, [3, 1, 4]),
      build.transpose(rows, [1, 0]),
      build.softmax(rows, [1]),
    ];
    for (const node of nodes) {
      const axes = invariantAxes(node);
      const small = collapse(node, axes);
      expect(small.shape).toEqual(node.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent)));
      const values = (of: Node) =>
        interpret(makeProgram([["y", broadcast(of, node.shape)]]), { row: [1, 2, 3, 4] })["y"];
      expect(values(small)).toEqual(values(node));
    }
  });

  test("gives the same node when asked again", () => {
    const node = binary("mul", rows, rows);
    expect(collapse(node, [0])).toBe(collapse(node, [0]));
  });
});

describe("unitReshape", () => {
  test("tells which axis each came from when only axes of size 1 come and go", () => {
    expect(unitReshape([3, 1, 4], [1, 3, 4])).toEqual([null, 0, 2]);
    expect(unitReshape([2, 6], [6, 2])).toBeUndefined();
    expect(unitReshape([1], [])).toEqual([]);
  });
});

describe("fingerprint", () => {
  test("is equal for equal graphs and exchanged operands, and differs with shapes, attributes and constants", () => {
    const [x, y] = [parameter("x", [2, 3]), parameter("y", [2, 3])];
    expect(fingerprint(binary("add", x, y))).toBe(fingerprint(binary("add", parameter("y", [2, 3]), x)));
    const different = [
      binary("sub", x, y), binary("sub", y, x), build.reduce("sum", x, [0]), build.reduce("sum", x, [1]),
      build.scalar(1), build.scalar(2), build.pad(x, [0, 0], [3, 3], Number.NaN), build.pad(x, [0, 0], [3, 3], 1),
    ]; // biome-ignore format: a list
    expect(new Set(different.map(fingerprint)).size).toBe(different.length);
    expect(evaluateNode(build.scalar(1))[0]).toBe(1);
  });
});
