// Directed programs for each way in which the Wasm target computes a value, at the sizes where it changes its ways.
import { describe, test } from "vitest";
import * as build from "../../../src/program/build.ts";
import type { Node, Shape } from "../../../src/program/node.ts";
import type { ReduceOp } from "../../../src/program/ops.ts";
import { sizeOf } from "../../../src/program/shape.ts";
import { randomValues } from "../../program/valuePool.ts";
import { sameAsInterpreted } from "./sameAsInterpreted.ts";

const { binary, broadcast, data, parameter, reduce, reshape, scalar, unary } = build;

const known = (name: string, shape: Shape) => data(name, randomValues(name.length, sizeOf(shape)), shape);
const EXTENTS = [
  1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 18, 31, 32, 33, 34, 39, 40, 41, 63, 64, 65, 66, 100, 101,
];

describe("Loops of every length", () => {
  test("store, with bodies short enough to be repeated in a round and bodies that are not", () => {
    for (const n of EXTENTS) {
      const x = parameter("x", [n]);
      const long = unary(
        "sin",
        binary("mul", unary("exp", x), unary("log", binary("add", binary("mul", x, x), scalar(1)))),
      );
      sameAsInterpreted(binary("mul", x, scalar(3)), unary("exp", x), long);
    }
  });

  test("accumulate, each kind of reduction", () => {
    for (const n of EXTENTS) {
      const x = parameter("x", [n]);
      const near = binary("add", binary("mul", x, scalar(0.01)), scalar(1));
      const ops: readonly ReduceOp[] = ["sum", "max", "min", "logSumExp", "shiftMax"];
      const mask = build.compare("less", x, scalar(-1));
      sameAsInterpreted(
        ...ops.map((op) => reduce(op, x, [0])), reduce("prod", near, [0]), reduce("logProd", unary("exp", x), [0]),
        reduce("any", mask, [0]), reduce("all", mask, [0]),
      ); // biome-ignore format: a list
    }
  });

  test("accumulate several elements at once, along either axis", () => {
    for (const n of [17, 33, 64, 101]) {
      for (const k of [1, 2, 3, 16, 64]) {
        const x = parameter("x", [n, k]);
        const y = parameter("y", [k, n]);
        sameAsInterpreted(
          reduce("sum", unary("exp", x), [0]),
          reduce("max", y, [1]),
          reduce("logSumExp", y, [1]),
        );
      }
    }
  });

  test("reduce inside, for many elements that are kept", () => {
    for (const [n, k] of [[65, 70], [66, 65], [70, 101]] as const) {
      const x = parameter("x", [n, k]);
      const mask = build.compare("less", x, scalar(-1.9));
      sameAsInterpreted(
        reduce("sum", x, [0]), reduce("sum", x, [1]), reduce("logSumExp", x, [1]), reduce("max", x, [0]), reduce("any", mask, [1]),
        reduce("logProd", unary("exp", x), [0]),
      ); // biome-ignore format: a list
    } // biome-ignore format: pairs
  });

  test("nest, with long axes around the innermost", () => {
    const x = parameter("x", [20, 3, 33]);
    const y = parameter("y", [18, 19, 20]);
    sameAsInterpreted(
      unary("exp", x),
      reduce("sum", x, [0, 2]),
      reduce("sum", y, [0, 1, 2]),
      reduce("max", y, [1]),
      reduce("sum", y, [0, 2]),
    );
  });
});

describe("Reads and writes", () => {
  test("go forwards, backwards and with steps", () => {
    for (const n of [5, 17, 40, 41]) {
      const x = parameter("x", [n]);
      const parts = [1, 2, 3, -1, -2].map((step) => {
        const size = Math.ceil((n - 1) / Math.abs(step));
        return build.slice(x, [step > 0 ? 1 : n - 1], [size], [step]);
      });
      sameAsInterpreted(...parts, ...parts.map((part) => reduce("sum", unary("exp", part), [0])));
    }
  });

  test("follow transposed and reshaped matrices, also where rows are cut across", () => {
    for (const [n, k] of [[4, 3], [20, 3], [33, 20], [7, 30]] as const) {
      const x = parameter("x", [n, k]);
      const y = unary("exp", build.transpose(x, [1, 0]));
      sameAsInterpreted(y, reshape(y, [n, k]), reshape(binary("mul", x, scalar(2)), [n * k]), reduce("sum", reshape(x, [k, n]), [1]));
      sameAsInterpreted(binary("add", reshape(reshape(x, [n * k]), [k, n]), build.transpose(x, [1, 0])));
    } // biome-ignore format: pairs
  });

  test("meet the seams of concatenations and paddings in the middle of a vector", () => {
    for (const [n, m] of [[3, 5], [17, 16], [1, 40], [33, 33]] as const) {
      const [x, y] = [parameter("x", [n, 2]), parameter("y", [m, 2])];
      sameAsInterpreted(build.concat([x, y, x], 0), build.pad(x, [1, 2], [n + 4, 5], -3), reduce("sum", build.concat([y, x], 0), [0]));
      sameAsInterpreted(build.slice(build.pad(build.concat([x, y], 0), [3, 0], [n + m + 5, 2]), [2, 1], [n + m, 1], [1, -1]));
    } // biome-ignore format: pairs
  });

  test("find their places through constant, bound and computed indices", () => {
    const table = parameter("t", [6, 3]);
    const x = parameter("x", [40]);
    const whole = (node: Node) => build.cast(binary("add", unary("abs", node), scalar(1)), "int32");
    for (const at of [
      build.constant(Float64Array.of(5, 0, 5), [3], "int32"),
      data(
        "i",
        Float64Array.from({ length: 41 }, (_, i) => (i * 7) % 6),
        [41],
        "int32",
      ),
      whole(x),
      build.argExtreme("argMax", parameter("s", [33, 4]), 1),
    ]) {
      sameAsInterpreted(
        build.gather(table, at, 0),
        build.gather(unary("exp", table), at, 0),
        build.gather(build.transpose(table, [1, 0]), at, 1),
      );
      const updates = parameter("u", [...at.shape, 2]);
      sameAsInterpreted(
        build.scatterAdd(updates, at, 0, [6, 2]),
        unary("exp", build.scatterAdd(unary("sin", updates), at, 0, [6, 2])),
      );
    }
  });

  test("collect repeated indices of a large table", () => {
    const at = data(
      "i",
      Float64Array.from({ length: 300 }, (_, i) => (i * i) % 90),
      [300],
      "int32",
    );
    const effect = parameter("e", [90]);
    const residual = binary("sub", known("y", [300]), build.gather(effect, at, 0));
    sameAsInterpreted(
      build.scatterAdd(residual, at, 0, [90]),
      reduce("sum", binary("mul", residual, residual), [0]),
    );
  });
});

describe("Masks", () => {
  test("are stored, reduced, chosen by, gathered and given back as numbers", () => {
    for (const shape of [[5], [40], [20, 3], [70, 66]]) {
      const [x, y] = [parameter("x", shape), parameter("y", shape)];
      const mask = build.logic("or", build.compare("less", x, y), build.not(build.test("isFinite", x)));
      const axes = [...shape.keys()];
      sameAsInterpreted(
        mask, build.select(mask, x, y), reduce("any", mask, axes), reduce("all", mask, [0]), reduce("sum", mask, axes),
        build.cast(mask, "float64"), build.concat([mask, mask], 0), build.cumsum(mask, 0), build.argExtreme("argMax", mask, 0),
        build.pad(mask, axes.map(() => 1), shape.map((n) => n + 2), 1), build.gather(mask, build.constant(Float64Array.of(1, 0), [2], "int32"), 0),
      ); // biome-ignore format: a list
    }
  });
});

describe("Algorithms over memory", () => {
  test("factor and solve, alone and in batches, at the layouts that long axes have", () => {
    for (const n of [1, 2, 3, 6, 20]) {
      for (const batch of [[], [2], [30]]) {
        const root = parameter("a", [...batch, n, n]);
        const rank = batch.length;
        const swap = [...batch.keys(), rank + 1, rank];
        const identity = build.cast(
          build.compare("equal", reshape(build.iota(n), [n, 1]), build.iota(n)),
          "float64",
        );
        const matrix = binary(
          "add",
          build.matMul(root, build.transpose(root, swap)),
          binary("mul", identity, scalar(n)),
        );
        const factor = build.cholesky(matrix);
        const right = parameter("b", [...batch, n, 3]);
        sameAsInterpreted(
          factor,
          build.triangularSolve(factor, right, false),
          build.triangularSolve(factor, right, true),
        );
      }
    }
  });

  test("factor tall matrices block by block, with any number of rows", () => {
    for (const n of [3, 31, 32, 33, 64, 200]) {
      for (const m of [1, 2, 3, 7]) {
        const values = Float64Array.from({ length: n * m }, (_, i) => Math.sin(1 + 3.7 * i * i));
        const matrix = build.data("a", values, [n, m]);
        const r = build.qrFactor(matrix);
        // Where there are fewer rows than columns only R'R = A'A is determined.
        sameAsInterpreted(n < m ? build.matMul(build.transpose(r, [1, 0]), r) : r);
      }
    }
  });

  test("run along any axis, in both directions", () => {
    for (const shape of [[7], [40], [5, 30], [30, 5], [2, 20, 3]]) {
      const x = parameter("x", shape);
      for (const axis of shape.keys()) {
        sameAsInterpreted(
          build.cumsum(x, axis), build.cumsum(x, axis, true), build.cumsum(x, axis, false, true), build.cumsum(x, axis, true, true),
          build.argExtreme("argMax", x, axis), build.argExtreme("argMin", unary("exp", x), axis),
        ); // biome-ignore format: a list
      }
    }
  });

  test("read reductions that are still in registers, also when they are outputs", () => {
    const sums = reduce("sum", unary("exp", parameter("x", [100, 5])), [0]);
    sameAsInterpreted(sums, build.cumsum(sums, 0), build.argExtreme("argMin", sums, 0));
    sameAsInterpreted(build.cumsum(sums, 0));
  });

  test("take lone constants and counters as operands", () => {
    const right = parameter("b", [1, 2]);
    sameAsInterpreted(build.triangularSolve(build.constant(Float64Array.of(2), [1, 1]), right, false));
    sameAsInterpreted(
      binary("add", build.cumsum(build.iota(5000), 0), build.cast(parameter("x", [5000]), "int32")),
    );
  });
});

describe("Sums of logarithms of bounded numbers", () => {
  test("are taken as logarithms of products, before these overflow", () => {
    for (const [n, k] of [[100, 2], [5000, 3], [5001, 64], [700, 5]] as const) {
      // Equal terms drive every product to its largest, one dominating term to its least.
      const equal = broadcast(reshape(parameter("x", [n]), [n, 1]), [n, k]);
      const spread = binary("mul", binary("add", equal, build.iota(k)), scalar(50));
      const total = (terms: Node) => reduce("sum", reduce("logSumExp", terms, [1]), [0]);
      sameAsInterpreted(total(equal), total(spread), total(binary("mul", spread, scalar(0))));
    } // biome-ignore format: pairs
  });
});
