// Programs over matrices of data with many rows, which lie in memory in blocks of rows: every way of reading them.
import { describe, expect, test } from "vitest";
import * as build from "../../../src/program/build.ts";
import type { Node } from "../../../src/program/node.ts";
import { makeProgram } from "../../../src/program/program.ts";
import { sizeOf } from "../../../src/program/shape.ts";
import { randomValues } from "../../program/valuePool.ts";
import { compiled } from "./runCompiled.ts";
import { sameAsInterpreted } from "./sameAsInterpreted.ts";

const { binary, data, parameter, reduce, reshape, scalar, transpose, unary } = build;

const ROWS = [1, 2, 7, 9, 16, 17, 23, 30, 100, 203];
const COLUMNS = [1, 2, 3, 10];

const matrix = (name: string, n: number, d: number): Node<"data"> =>
  data(name, randomValues(n + d, n * d), [n, d]) as Node<"data">;

/** The rows' linear predictor, a density of it, and the density's derivative by the coefficients. */
function regression(x: Node, name = ""): Node[] {
  const [n, d] = x.shape as [number, number];
  const eta = reduce("sum", binary("mul", x, parameter(`b${name}`, [d])), [1]);
  const residual = binary("sub", unary("sigmoid", eta), data(`y${name}`, randomValues(n, n), [n]));
  return [
    reduce("sum", unary("softplus", eta), [0]),
    reduce("sum", binary("mul", x, reshape(residual, [n, 1])), [0]),
  ];
}

describe("Matrices in blocks of rows", { timeout: 60_000 }, () => {
  test("multiply from both sides, at every number of rows and columns, as bound and transposed", () => {
    for (const n of ROWS) {
      for (const d of COLUMNS) {
        sameAsInterpreted(...regression(matrix("x", n, d)));
        sameAsInterpreted(...regression(transpose(matrix("x", d, n), [1, 0])));
      }
    }
  });

  test("serve two likelihoods, one of them of standardized columns", () => {
    for (const n of ROWS) {
      const x = matrix("x", n, 5);
      const centred = binary("sub", x, binary("div", reduce("sum", x, [0]), scalar(n)));
      sameAsInterpreted(...regression(x), ...regression(unary("exp", centred), "2"));
    }
  });

  test("are sliced along rows and columns, forwards, backwards and with steps", () => {
    for (const n of ROWS.filter((rows) => rows > 2)) {
      const x = matrix("x", n, 3);
      for (const step of [1, 2, 3, -1, -2, -3]) {
        const size = Math.ceil((n - 1) / Math.abs(step));
        const part = build.slice(x, [step > 0 ? 1 : n - 1, 1], [size, 2], [step, 1]);
        sameAsInterpreted(part, reduce("sum", unary("exp", part), [1]), ...regression(part));
      }
      const differences = binary(
        "sub",
        build.slice(x, [1, 0], [n - 1, 3]),
        build.slice(x, [0, 0], [n - 1, 3]),
      );
      sameAsInterpreted(differences, reduce("sum", binary("mul", differences, parameter("w", [3])), [0, 1]));
    }
  });

  test("are gathered by row and by column, through indices that are bound and that are computed", () => {
    for (const n of ROWS.filter((rows) => rows > 2)) {
      const x = matrix("x", n, 3);
      const rows = data("i", randomValues(n, 50, 2), [50], "int32");
      const computed = build.cast(unary("abs", parameter("p", [41])), "int32");
      const columns = build.constant(Float64Array.of(2, 0), [2], "int32");
      for (const at of [rows, computed]) sameAsInterpreted(...regression(build.gather(x, at, 0)));
      sameAsInterpreted(
        build.gather(x, columns, 1),
        build.gather(x, computed, 1),
        build.gather(x, columns, 0),
      );
    }
  });

  test("are reshaped, joined, padded, scattered and summed along rows", () => {
    for (const n of ROWS) {
      const x = matrix("x", n, 4);
      const rows = data("i", randomValues(n, n, 2), [n], "int32");
      sameAsInterpreted(
        reshape(x, [4, n]), reshape(x, [4 * n]), build.concat([x, matrix("z", n, 4)], 0), build.concat([x, x], 1),
        build.pad(x, [3, 1], [n + 5, 6], -1), build.scatterAdd(x, rows, 0, [2, 4]), build.cumsum(x, 0), build.argExtreme("argMax", x, 1),
      ); // biome-ignore format: a list
    }
  });

  test("have three axes, the longest of them anywhere", () => {
    for (const shape of [[40, 2, 3], [2, 40, 3], [3, 2, 41]]) {
      const x = data("x", randomValues(1, sizeOf(shape)), shape);
      const longest = shape.findIndex((extent) => extent >= 40);
      const sums = binary("mul", x, parameter("b", shape.map((extent, axis) => (axis === longest ? 1 : extent))));
      sameAsInterpreted(unary("exp", sums), reduce("sum", sums, [longest]), reduce("sum", unary("exp", sums), [0, 1, 2]));
    } // biome-ignore format: a list
  });

  test("loop over many columns, and over many coefficients of several outcomes", () => {
    for (const n of [17, 64, 65, 70, 203]) {
      for (const d of [9, 33, 66, 100]) {
        const x = matrix("x", n, d);
        sameAsInterpreted(...regression(x), ...regression(unary("exp", binary("mul", x, scalar(0.1))), "2"));
        const logits = build.matMul(x, parameter("c", [d, 3]));
        const excess = binary("sub", build.softmax(logits, [1]), data("z", randomValues(3, 3 * n), [n, 3]));
        sameAsInterpreted(
          reduce("sum", reduce("logSumExp", logits, [1]), [0]),
          build.matMul(transpose(x, [1, 0]), excess),
        );
      }
    }
  });

  test("are reduced along many rows to many columns, and along many columns, in every way", () => {
    for (const [n, d] of [[100, 10], [101, 65], [65, 101], [200, 70]] as const) {
      const x = binary("mul", matrix("x", n, d), parameter("b", [d]));
      const near = binary("add", binary("mul", x, scalar(0.01)), scalar(1));
      const mask = build.compare("less", x, scalar(-3));
      for (const axis of [0, 1]) {
        sameAsInterpreted(
          reduce("sum", x, [axis]), reduce("max", x, [axis]), reduce("min", x, [axis]), reduce("prod", near, [axis]),
          reduce("any", mask, [axis]), reduce("all", mask, [axis]), reduce("logSumExp", x, [axis]), reduce("logProd", near, [axis]),
        ); // biome-ignore format: a list
      }
    } // biome-ignore format: pairs
  });

  test("take no more memory than their numbers, apart from the last block and the table of exp", () => {
    for (const [n, d] of [[10_001, 20], [1003, 200]] as const) {
      const program = makeProgram(regression(matrix("x", n, d)).map((node, i) => [`out${i}`, node] as const));
      const rows = 8 * Math.ceil(n / 8);
      expect(compiled(program).artifact.memoryBytes).toBeLessThan(8 * (rows * d + n + 512) + 64 * d + 1024);
    } // biome-ignore format: pairs
  });
});
