// Sums of logarithms, which are compiled as logarithms of products: whatever the factors are, the sum is the interpreter's.
import { describe, expect, it } from "vitest";
import { compileProgram } from "../../../src/compileProgram.ts";
import { interpret } from "../../../src/interpreter/evaluate.ts";
import { optimize } from "../../../src/passes/pipeline.ts";
import {
  binary,
  data,
  parameter,
  test as predicate,
  reduce,
  scalar,
  select,
  unary,
} from "../../../src/program/build.ts";
import type { Node } from "../../../src/program/node.ts";
import { makeProgram, topologicalOrder } from "../../../src/program/program.ts";
import { instantiate } from "../../../src/runtime/executable.ts";

const sum = (x: Node) => reduce("sum", x, [0]);

async function both(root: Node, values: Record<string, ArrayLike<number>>): Promise<[number, number]> {
  const program = makeProgram([["v", root]]);
  const compiled = (await instantiate(compileProgram(program))).run(values);
  return [compiled["v"]?.[0] as number, interpret(program, values)["v"]?.[0] as number];
}

const N = 1001;
const x = parameter("x", [N]);
const spread = (i: number) => ((i * 37) % 101) / 50 - 1;

describe("a sum of logarithms", () => {
  it.each<[string, (i: number) => number]>([
    ["ordinary factors", (i) => 1.5 + spread(i)],
    ["huge factors", (i) => 1e300 * (1.5 + spread(i))],
    ["tiny factors", (i) => 1e-300 * (1.5 + spread(i))],
    ["factors of every size", (i) => Number(`1e${Math.round(300 * spread(i))}`)],
    ["subnormal factors", (i) => 5e-324 * (1 + (i % 7))],
    ["a factor of 0", (i) => (i === 500 ? 0 : 2)],
    ["an infinite factor", (i) => (i === 3 ? Number.POSITIVE_INFINITY : 0.5)],
    ["a negative factor", (i) => (i === 1000 ? -1 : 2)],
    ["a NaN", (i) => (i === 999 ? Number.NaN : 2)],
  ])("of %s", async (_, value) => {
    const values = { x: Float64Array.from({ length: N }, (_, i) => value(i)) };
    const [compiled, expected] = await both(sum(unary("log", x)), values);
    if (Number.isFinite(expected)) expect(Math.abs(compiled / expected - 1)).toBeLessThan(1e-12);
    else expect(compiled).toEqual(expected);
  });

  it("is found under signs, factors and other terms, and in log1p and softplus", async () => {
    const scale = parameter("scale", []);
    const terms = binary(
      "sub",
      binary("mul", x, x),
      binary("mul", scale, unary("log1p", binary("mul", x, x))),
    );
    const values = { x: Float64Array.from({ length: N }, (_, i) => 3 * spread(i)), scale: [1.7] };
    for (const root of [sum(terms), sum(unary("neg", unary("softplus", x)))]) {
      const [compiled, expected] = await both(root, values);
      expect(Math.abs(compiled / expected - 1)).toBeLessThan(1e-12);
      const ops = topologicalOrder(optimize(makeProgram([["v", root]])).outputs.values()).map(
        (node) => node.op,
      );
      expect(ops).toContain("logProd");
      expect(ops).not.toContain("log1p");
    }
  });
});

describe("many sums of logarithms at once", () => {
  it("do not overflow in a loop of their own that takes several factors a round", async () => {
    // Each factor is 1 + exp(-|x|) = 2 at 0: a product of more than 1023 of them is no double.
    const [rows, columns] = [100, 2400];
    const many = parameter("many", [rows, columns]);
    const program = makeProgram([["v", reduce("sum", unary("softplus", many), [1])]]);
    const values = { many: new Float64Array(rows * columns) };
    const compiled = (await instantiate(compileProgram(program))).run(values)["v"] as Float64Array;
    const expected = interpret(program, values)["v"] as Float64Array;
    compiled.forEach((sumOfRow, i) => {
      expect(Math.abs(sumOfRow / (expected[i] as number) - 1)).toBeLessThan(1e-12);
    });
  });
});

describe("a sum that is guarded by a condition on data", () => {
  const y = data("y", new Float64Array(N).fill(1), [N]);
  const guarded = sum(
    select(predicate("isFinite", y), unary("neg", binary("mul", x, x)), scalar(Number.NEGATIVE_INFINITY)),
  );

  it("is its value where the data hold and -Infinity where one element does not", async () => {
    const values = Float64Array.from({ length: N }, (_, i) => spread(i));
    const executable = await instantiate(compileProgram(makeProgram([["v", guarded]]), { gradientOf: "v" }));
    const good = executable.run({ x: values });
    expect(good["v"]?.[0]).toBeCloseTo(-values.reduce((total, value) => total + value * value, 0), 9);
    expect(good["d:x"]?.[5]).toBeCloseTo(-2 * (values[5] as number), 14);
    executable.setData("y", new Float64Array(N).fill(1).with(7, Number.POSITIVE_INFINITY));
    expect(executable.run({ x: values })["v"]?.[0]).toBe(Number.NEGATIVE_INFINITY);
  });
});
