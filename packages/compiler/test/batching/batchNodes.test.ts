// Batching where random programs seldom go: indexing with both sides batched, one-sided matrix products, draws, errors.
import { describe, expect, test } from "vitest";
import { batchNodes } from "../../src/batching/batchNodes.ts";
import { InternalError } from "../../src/errors.ts";
import { interpret } from "../../src/interpreter/evaluate.ts";
import * as build from "../../src/program/build.ts";
import type { Node, Shape } from "../../src/program/node.ts";
import { makeProgram, topologicalOrder } from "../../src/program/program.ts";
import { sizeOf } from "../../src/program/shape.ts";
import { verify } from "../../src/program/verify.ts";
import { randomValues } from "../program/valuePool.ts";

const SIZE = 3;

/** A data input; batched ones have SIZE different sets of values. */
function input(name: string, shape: Shape, whole?: number): Node {
  const dtype = whole === undefined ? "float64" : "int32";
  return build.data(name, randomValues(name.length + sizeOf(shape), sizeOf(shape), whole), shape, dtype);
}

/** The output for all of a batch, and joined over a loop; `batched` inputs differ over the batch. */
function bothWays(output: Node, batched: readonly Node[], whole?: number) {
  const numbers = new Map(
    batched.map((node, i) => [
      node,
      randomValues(100 + i, SIZE * sizeOf(node.shape), node.dtype === "int32" ? whole : undefined),
    ]),
  );
  const replaced = new Map(
    batched.map((node) => {
      const values = numbers.get(node) as Float64Array;
      return [node, build.data(`batched ${node.id}`, values, [SIZE, ...node.shape], node.dtype)] as const;
    }),
  );
  const [together] = batchNodes([output], replaced, SIZE) as [Node];
  const program = makeProgram([["y", together]]);
  verify(program, "batched");
  const loop = Array.from({ length: SIZE }, (_, i) => {
    const own = Object.fromEntries(
      [...numbers].map(([node, values]) => {
        const size = sizeOf(node.shape);
        return [(node as Node<"data">).attributes.name, values.slice(i * size, (i + 1) * size)];
      }),
    );
    return Array.from(interpret(makeProgram([["y", output]]), own)["y"] as Float64Array);
  });
  return { together, found: Array.from(interpret(program)["y"] as Float64Array), expected: loop.flat() };
}

describe("Batching of gather and scatterAdd", () => {
  const sides = ["the table", "the indices", "both"];
  const cases = sides.flatMap((which) =>
    [0, 1, 2].flatMap((axis) => [[], [4], [2, 3]].map((at) => ({ which, axis, at }))),
  );

  test.each(cases)(
    "gathers with $which batched along axis $axis by indices of shape $at",
    ({ which, axis, at }) => {
      const table = input("table", [4, 5, 3]);
      // From -1 to 6: some are out of range, which gives NaN, never another element's row.
      const whole = input("at", at, 8);
      const indices = build.binary("sub", whole, build.scalar(1, "int32"));
      const batched = which === "the table" ? [table] : which === "the indices" ? [whole] : [table, whole];
      const { found, expected } = bothWays(build.gather(table, indices, axis), batched, 8);
      expect(found).toEqual(expected);
    },
  );

  test.each(cases)(
    "scatters with $which batched along axis $axis by indices of shape $at",
    ({ which, axis, at }) => {
      const shape = [4, 5, 3];
      const updates = input("updates", [...shape.slice(0, axis), ...at, ...shape.slice(axis + 1)]);
      const whole = input("at", at, 8);
      const indices = build.binary("sub", whole, build.scalar(1, "int32"));
      const batched =
        which === "the table" ? [updates] : which === "the indices" ? [whole] : [updates, whole];
      const { found, expected } = bothWays(build.scatterAdd(updates, indices, axis, shape), batched, 8);
      expect(found).toEqual(expected);
    },
  );
});

describe("Batching of matrix products", () => {
  const shapes = [
    { a: [4, 2], b: [2, 5] },
    { a: [2, 3, 4, 2], b: [2, 3, 2, 5] },
  ];

  test.each(shapes)("of $a and $b keeps an unbatched side as it is", ({ a, b }) => {
    const [left, right] = [input("left", a), input("right", b)];
    for (const side of [left, right]) {
      const { together, found, expected } = bothWays(build.matMul(left, right), [side]);
      expect(found).toEqual(expected);
      const ops = topologicalOrder([together]).map((node) => node.op);
      expect(ops).not.toContain("broadcast");
    }
  });

  test.each([true, false])("solves with an unbatched triangle at once (transposed: %s)", (transposed) => {
    const triangle = build.unary("exp", input("l", [2, 3, 3]));
    const right = input("right", [2, 3, 2]);
    const { together, found, expected } = bothWays(build.triangularSolve(triangle, right, transposed), [
      right,
    ]);
    expect(found).toEqual(expected);
    expect(topologicalOrder([together]).map((node) => node.op)).not.toContain("broadcast");
  });
});

describe("Batching", () => {
  test("gives every element of a batch of draws what it would get alone", () => {
    const loc = input("loc", [4]);
    const key = build.constant(Float64Array.of(1, 2), [2], "int32");
    const drawn = build.draw(key, [5], [loc], [4], (uniform) => (mean) => (mean as number) + uniform());
    const { found, expected } = bothWays(drawn, [loc]);
    expect(found).toEqual(expected);
  });

  test.each(["gammainc", "betainc"] as const)("takes %s elementwise", (op) => {
    const x = input("x", [4]);
    const positive = build.unary("sigmoid", x);
    const inputs = [build.scalar(2), build.scalar(1.5), positive].slice(op === "gammainc" ? 1 : 0);
    const { found, expected } = bothWays(build.hostFunction(op, inputs), [x]);
    expect(found).toEqual(expected);
  });

  test("factors every matrix of a batch", () => {
    const x = input("x", [5, 3]);
    const { found, expected } = bothWays(build.qrFactor(x), [x]);
    expect(found).toEqual(expected);
  });

  test("computes what does not differ over the batch once, and repeats it only where it is needed", () => {
    const x = input("x", [4]);
    const y = build.unary("exp", input("y", [4]));
    const { together, found, expected } = bothWays(build.binary("add", x, y), [x]);
    expect(found).toEqual(expected);
    expect(together.inputs[1]?.inputs[0]).toBe(y);
  });

  test("repeats an output that depends on nothing batched", () => {
    const y = input("y", [4]);
    const { together, found, expected } = bothWays(y, [input("x", [4])]);
    expect(together.shape).toEqual([SIZE, 4]);
    expect(found).toEqual(expected);
  });

  test("does not look behind a replaced node", () => {
    const inner = build.unary("exp", input("x", [4]));
    const replacement = build.fill(2, [SIZE, 4]);
    const [sum] = batchNodes([build.binary("mul", inner, inner)], new Map([[inner, replacement]]), SIZE);
    expect(interpret(makeProgram([["y", sum as Node]]))["y"]).toEqual(new Float64Array(12).fill(4));
  });

  test("refuses a replacement of another shape or dtype", () => {
    const x = input("x", [4]);
    const wrong = [build.fill(1, [4]), build.fill(1, [SIZE, 4], "int32")];
    for (const node of wrong) {
      expect(() => batchNodes([x], new Map([[x, node]]), SIZE)).toThrow(InternalError);
    }
  });
});
