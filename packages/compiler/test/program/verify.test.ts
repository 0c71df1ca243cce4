// What the verifier of programs refuses.
import { describe, expect, test } from "vitest";
import { InternalError } from "../../src/errors.ts";
import * as build from "../../src/program/build.ts";
import { type DType, makeNode, type Node, type Shape } from "../../src/program/node.ts";
import type { OpAttributes, OpName } from "../../src/program/ops.ts";
import { makeProgram } from "../../src/program/program.ts";
import { verify } from "../../src/program/verify.ts";

const x = build.parameter("x", [2, 3]);
const y = build.parameter("y", [3]);
const index = build.data("i", Float64Array.of(0, 1), [2], "int32");

function node<O extends OpName>(
  op: O,
  inputs: readonly Node[],
  attributes: OpAttributes[O],
  shape: Shape,
  dtype: DType = "float64",
): Node {
  return makeNode(op, inputs, attributes, shape, dtype) as unknown as Node;
}

const check = (...outputs: Node[]) =>
  verify(makeProgram(outputs.map((one, i) => [`out${i}`, one] as const)), "here");

describe("The verifier refuses", () => {
  const older = build.parameter("z", [2, 3]);
  const faults: readonly (readonly [string, Node, RegExp])[] = [
    ["a wrong shape", node("exp", [x], {}, [3, 2]), /must have the result's shape/],
    ["a wrong dtype", node("less", [x, older], {}, [2, 3]), /its inputs make it bool\[2, 3\]/],
    ["arithmetic on masks", node("neg", [build.test("isNaN", x)], {}, [2, 3]), /its inputs make it int32/],
    ["operands that do not fit", node("matMul", [x, x], {}, [2, 3]), /inner dimensions/],
    [
      "batches that differ",
      node("matMul", [build.parameter("b", [2, 2, 3]), build.parameter("c", [3, 2])], {}, [2, 2, 2]),
      /batch shape/,
    ],
    ["operands of another shape", node("add", [x, y], {}, [2, 3]), /must have the result's shape/],
    ["a broadcast that shrinks", node("broadcast", [x], {}, [3]), /shape/],
    ["a reshape to another size", node("reshape", [x], {}, [5]), /6 elements/],
    [
      "a permutation that names an axis twice",
      node("transpose", [x], { permutation: [0, 0] }, [2, 2]),
      /each axis once/,
    ],
    ["a slice beyond the end", node("slice", [x], { begin: [0, 2], stride: [1, 1] }, [2, 2]), /outside/],
    ["a stride of 0", node("slice", [x], { begin: [0, 0], stride: [1, 0] }, [2, 2]), /not 0/],
    ["a padding that cuts", node("pad", [x], { before: [0, 1], value: 0 }, [2, 3]), /inside/],
    ["unsorted axes", node("sum", [x], { axes: [1, 0] }, []), /sorted/],
    ["an axis that does not exist", node("max", [x], { axes: [2] }, [2, 3]), /axis 2 does not exist/],
    ["bounds in the wrong order", node("sum", [x], { axes: [1], bounds: [3, 1] }, [2]), /bounds/],
    [
      "a running sum along no axis",
      node("cumsum", [x], { axis: 2, exclusive: false, reverse: false }, [2, 3]),
      /axis 2/,
    ],
    ["indices that are not whole", node("gather", [x, y], { axis: 0 }, [3, 3]), /float64, not int32/],
    ["a gather of another shape", node("gather", [x, index], { axis: 1 }, [2, 3]), /should be \[2, 2\]/],
    ["a scatter of another shape", node("scatterAdd", [x, index], { axis: 1 }, [2, 5]), /should be \[2, 2\]/],
    ["a matrix that is not square", node("cholesky", [x], {}, [2, 3]), /square/],
    ["a diagonal of what is not square", node("diagPart", [x], {}, [2]), /square/],
    ["an inverse of what is not square", node("choleskyInverse", [x], {}, [2, 3]), /square/],
    [
      "a solve that does not fit",
      node(
        "triangularSolve",
        [build.parameter("l", [2, 2]), build.reshape(x, [3, 2])],
        { transpose: false },
        [3, 2],
      ),
      /fit/,
    ],
    [
      "a constant with too few values",
      node("constant", [], { values: Float64Array.of(1) }, [2]),
      /holds 1 values/,
    ],
    ["extents below 0", node("parameter", [], { name: "n" }, [-1]), /extents/],
    ["a wrong binding", { ...build.unary("exp", x), binding: 0 }, /its binding is 0, not 2/],
    ["an input younger than its user", { ...build.unary("exp", x), id: 0 }, /younger/],
  ];
  test.each(faults)("%s", (_, bad, complaint) => {
    expect(() => check(bad)).toThrow(InternalError);
    expect(() => check(bad)).toThrow(complaint);
  });

  test("two inputs of one name, unless they are the same data", () => {
    expect(() => check(x, build.parameter("x", [2, 3]))).toThrow(/another input is named "x"/);
    const values = Float64Array.of(1, 2);
    const [a, b] = [build.data("d", values, [2]), build.data("d", values, [2])];
    check(a, b);
    expect(() => check(a, build.data("d", Float64Array.of(1, 2), [2]))).toThrow(/another input is named "d"/);
    expect(() => check(a, build.data("d", values, [2, 1]))).toThrow(/another input is named "d"/);
  });

  test("with a message that says where, and prints the node", () => {
    expect(() => check(node("exp", [x], {}, [3, 2]))).toThrow(
      /^here: exp float64\[3, 2\] %\d+: the inputs must have/,
    );
  });
});

test("The verifier accepts what constructors build", () => {
  const square = build.matMul(x, build.transpose(x, [1, 0]));
  check(
    build.reduce("logSumExp", x, [0, 1]), build.softmax(x, [1]), build.cumsum(x, 0), build.recurrence(x, x, 1), build.cholesky(square),
    build.choleskyInverse(square), build.diagPart(square),
    build.triangularSolve(square, x, true), build.qrFactor(x), build.gather(x, index, 1), build.scatterAdd(x, index, 0, [5, 3]),
    build.pad(x, [1, 0], [4, 3]), build.slice(x, [1, 2], [2, 2], [-1, -2]), build.concat([x, x], 1),
    build.argExtreme("argMax", x, 1), build.select(build.compare("less", x, y), x, y), build.hostFunction("betainc", [y, y, y]),
    build.draw(build.data("key", Float64Array.of(1, 2), [2]), [0], [y], [2, 3], () => () => 0),
  ); // biome-ignore format: a list
});
