// What each pass makes of small programs.
import { describe, expect, test } from "vitest";
import { interpret } from "../../src/interpreter/evaluate.ts";
import { fold } from "../../src/passes/fold.ts";
import { lower } from "../../src/passes/lower.ts";
import { optimize, PASSES } from "../../src/passes/pipeline.ts";
import { reassociate } from "../../src/passes/reassociate.ts";
import { recognize } from "../../src/passes/recognize.ts";
import { share } from "../../src/passes/share.ts";
import * as build from "../../src/program/build.ts";
import type { Node } from "../../src/program/node.ts";
import { makeProgram, topologicalOrder } from "../../src/program/program.ts";
import { throughPass } from "./throughPass.ts";

const { binary, broadcast, parameter, reduce, reduceKeep, reshape, scalar, unary } = build;
const opsOf = (lines: readonly string[]) => lines.map((line) => line.split(" ")[2] as string);

describe("fold", () => {
  test("evaluates what depends on constants only, and keeps repetitions as such", () => {
    const three = build.constant(Float64Array.of(1, 2, 3), [3, 1]);
    const lines = throughPass(fold, unary("exp", broadcast(three, [3, 50])));
    expect(lines).toEqual([
      "%0 = constant float64[3, 1] {2.7182818284590455, 7.38905609893065, 20.085536923187668}",
      "%1 = broadcast float64[3, 50] %0",
    ]);
  });

  test("leaves large constants, data and parameters alone", () => {
    const data = build.data("d", Float64Array.of(1), [1]);
    for (const node of [
      unary("neg", build.iota(5000)),
      unary("neg", data),
      unary("neg", parameter("x", [])),
    ]) {
      expect(opsOf(throughPass(fold, node)).at(-1)).toBe("neg");
    }
  });
});

describe("share", () => {
  test("makes one node of equal ones, also when operands of a sum are exchanged", () => {
    const [x, y] = [parameter("x", [2]), parameter("y", [2])];
    const lines = throughPass(share, binary("add", x, y), binary("add", y, x));
    expect(lines).toHaveLength(3);
    expect(throughPass(share, binary("sub", x, y), binary("sub", y, x))).toHaveLength(4);
  });

  test("makes one node of products of the same factors, however nested, unless they are data", () => {
    const [a, b, c] = ["a", "b", "c"].map((name) => parameter(name, [20])) as [Node, Node, Node];
    const twice = (x: Node, y: Node, z: Node) =>
      throughPass(share, binary("mul", x, binary("mul", y, z)), binary("mul", binary("mul", x, y), z));
    expect(twice(a, b, c)).toHaveLength(5);
    expect(twice(a, b, b)).toHaveLength(4);
    const known = build.data("d", Float64Array.of(1, 2), [2]);
    expect(twice(known, known, unary("exp", known))).toHaveLength(6);
  });

  test("tells constants apart by value, sign of zero and shape", () => {
    const constants = [0, -0, 1].map((value) => unary("exp", scalar(value)));
    expect(throughPass(share, ...constants, unary("exp", scalar(1)))).toHaveLength(6);
  });

  test("tells attributes apart that JSON would not: paddings of NaN and the infinities", () => {
    const x = parameter("x", [1]);
    const padded = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((value) =>
      build.pad(x, [1], [2], value),
    );
    const program = share(makeProgram(padded.map((node, i) => [`out${i}`, node] as const)));
    expect(new Set(program.outputs.values()).size).toBe(3);
  });

  test("recognizes large constants by their array, without reading it", () => {
    const values = new Float64Array(1000);
    const lines = throughPass(
      share,
      unary("exp", build.constant(values, [1000])),
      unary("exp", build.constant(values, [1000])),
    );
    expect(lines).toHaveLength(2);
  });
});

describe("recognize", () => {
  const written = (x: Node, axes: readonly number[], keep: boolean) => {
    const max = keep ? reduceKeep("max", x, axes) : reduce("max", x, axes);
    const again = keep ? reduceKeep("max", x, axes) : reduce("max", x, axes);
    const total = (keep ? reduceKeep : reduce)("sum", unary("exp", binary("sub", x, max)), axes);
    return binary("add", unary("log", total), again);
  };

  test("finds logSumExp in log(sum(exp(x - max(x)))) + max(x), even when the maximum is written twice", () => {
    const x = parameter("x", [3, 4]);
    expect(opsOf(throughPass(recognize, written(x, [1], true)))).toEqual([
      "parameter",
      "logSumExp",
      "reshape",
    ]);
    expect(opsOf(throughPass(recognize, written(x, [0], false)))).toEqual(["parameter", "logSumExp"]);
    expect(opsOf(throughPass(recognize, written(x, [0, 1], false)))).toEqual(["parameter", "logSumExp"]);
  });

  test("is not deceived by a maximum that broadcasts along another axis than its own", () => {
    const x = parameter("x", [3, 3]);
    expect(opsOf(throughPass(recognize, written(x, [1], false)))).not.toContain("logSumExp");
  });

  test("is not deceived by the maximum of something else", () => {
    const [x, y] = [parameter("x", [3]), parameter("y", [3])];
    const total = reduce("sum", unary("exp", binary("sub", x, reduce("max", x, [0]))), [0]);
    const node = binary("add", unary("log", total), reduce("max", y, [0]));
    expect(opsOf(throughPass(recognize, node))).not.toContain("logSumExp");
  });

  test("finds logSoftmax in log(softmax(x))", () => {
    const x = parameter("x", [3, 4]);
    const ops = opsOf(throughPass(recognize, unary("log", build.softmax(x, [1]))));
    expect(ops).toEqual(["parameter", "logSumExp", "reshape", "broadcast", "sub"]);
  });
});

describe("lower", () => {
  test("writes logSumExp, softmax and matMul in simpler ops", () => {
    const [x, y] = [parameter("x", [3, 4]), parameter("y", [4, 2])];
    const nodes = [reduce("logSumExp", x, [1]), build.softmax(x, [0]), build.matMul(x, y)];
    const ops = new Set(opsOf(throughPass(lower, ...nodes)));
    for (const op of ["logSumExp", "softmax", "matMul"]) expect(ops).not.toContain(op);
  });

  test("bounds the sum inside logSumExp by the number of terms", () => {
    const lines = throughPass(lower, reduce("logSumExp", parameter("x", [3, 4]), [1]));
    expect(lines).toContainEqual(expect.stringContaining("sum float64[3] %5 {axes: [1], bounds: [1, 4]}"));
  });

  test("keeps infinities: an infinite term wins, and no terms but -Infinity give -Infinity", () => {
    const [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    const rows = [low, low, 0, high, low, 2, 1, Number.NaN, 3, 1e300, -1e300, low];
    const program = makeProgram([["y", reduce("logSumExp", parameter("x", [4, 3]), [1])]]);
    const x = [low, low, low, ...rows.slice(3)];
    expect(interpret(lower(program), { x })["y"]).toEqual(Float64Array.of(low, high, Number.NaN, 1e300));
    expect(interpret(lower(program), { x })).toEqual(interpret(program, { x }));
  });
});

describe("reassociate", () => {
  test("combines scalars, then vectors, then what varies along both axes", () => {
    const [s, m] = [parameter("s", []), parameter("m", [20, 3])];
    const v = parameter("v", [3]);
    const lines = throughPass(reassociate, binary("add", binary("add", m, v), s));
    const lineOf = (start: string) => lines.findIndex((line) => line.includes(start));
    expect(lines.at(-1)).toMatch(new RegExp(`add float64\\[20, 3\\] %\\d %${lineOf('"m"')}$`));
  });

  test("divides by a scalar once, then multiplies", () => {
    const [m, s] = [parameter("m", [20]), parameter("s", [])];
    const lines = throughPass(reassociate, binary("div", m, s));
    expect(lines).toContainEqual(expect.stringMatching(/div float64\[1\]/));
    expect(lines.at(-1)).toMatch(/mul float64\[20\]/);
  });

  test("merges constants of a product, unless together they leave the doubles", () => {
    const m = parameter("m", [20]);
    const times = (a: number, b: number) => binary("mul", binary("mul", m, scalar(a)), scalar(b));
    expect(throughPass(reassociate, times(2, 3))).toContain("%0 = constant float64[] {6}");
    const program = makeProgram([["y", times(1e200, 1e200)]]);
    expect(interpret(reassociate(program), { m: new Array(20).fill(1e-300) })["y"]?.[0]).toBeCloseTo(
      1e100,
      -90,
    );
  });

  test("does not take apart what is used elsewhere too", () => {
    const [x, y, z] = [parameter("x", [20]), parameter("y", []), parameter("z", [])];
    const shared = binary("add", x, y);
    const lines = throughPass(reassociate, binary("add", shared, z), unary("exp", shared));
    expect(lines.filter((line) => line.includes("add float64[20]"))).toHaveLength(2);
  });

  test("regroups a chain of any depth at once", () => {
    const [m, c] = [parameter("m", [20]), parameter("c", [])];
    let y = m;
    for (let i = 0; i < 6; i++)
      y = binary("mul", binary("mul", y, scalar(2)), unary("sin", binary("mul", c, scalar(i))));
    const lines = throughPass(reassociate, y);
    expect(lines.filter((line) => line.includes("mul float64[20]"))).toHaveLength(1);
  });

  test("lets the factor of a shared product join one that is multiplied in anyway", () => {
    const [x, c] = [parameter("x", [20]), parameter("c", [])];
    const shared = binary("mul", unary("sin", x), c);
    const lines = throughPass(reassociate, binary("mul", scalar(-0.5), binary("mul", shared, shared)));
    expect(lines.filter((line) => line.includes("mul float64[20]"))).toHaveLength(2);
    expect(lines.filter((line) => line.includes("mul float64[1]"))).toHaveLength(2);
  });

  test("keeps a difference of inputs whole, which is exact, where regrouping would lose its last digits", () => {
    const [x, y, small] = [
      build.data("x", Float64Array.of(1e15, 3e15), [2]),
      parameter("y", []),
      parameter("s", []),
    ];
    const sum = binary("add", binary("sub", x, y), small);
    const near = { y: [1e15 + 0.25], s: [0.001] };
    const program = makeProgram([
      ["sum", sum],
      ["total", reduce("sum", binary("sub", x, y), [0])],
    ]);
    const optimized = interpret(optimize(program), near);
    expect(optimized["sum"]?.[0]).toBe(-0.25 + 0.001);
    expect(optimized["total"]?.[0]).toBe(1999999999999999.5);
  });

  test("computes what depends on data only as it was written", () => {
    // 49 * (1 / 49) is 0.9999999999999999: a reciprocal would put row 49 into group 0.
    const rows = build.data("row", Float64Array.of(48, 49, 98), [3]);
    const groups = unary("floor", binary("div", rows, scalar(49)));
    expect(interpret(optimize(makeProgram([["group", groups]])))["group"]).toEqual(Float64Array.of(0, 1, 2));
  });
});

describe("The pipeline", () => {
  test("shows its observer what each pass made of the program", () => {
    const seen: string[] = [];
    optimize(makeProgram([["y", parameter("x", [])]]), (name) => seen.push(name));
    expect(seen).toEqual(PASSES.map(({ name }) => name));
  });

  test("does not double its work where expressions are reused", () => {
    // Without memory, cutting a sum over a repeated axis down would walk 3^30 paths.
    let y = binary("add", broadcast(parameter("x", [3]), [20, 3]), broadcast(parameter("s", []), [20, 3]));
    for (let i = 0; i < 30; i++) y = binary("mul", y, binary("add", y, unary("sin", y)));
    const optimized = optimize(makeProgram([["y", reduce("sum", y, [0, 1])]]));
    expect(topologicalOrder(optimized.outputs.values()).length).toBeLessThan(400);
  });

  test("takes a graph of ten thousand steps in sequence", () => {
    let y: Node = parameter("x", []);
    for (let i = 0; i < 5000; i++) y = binary("add", unary("sin", y), scalar(i));
    const optimized = optimize(makeProgram([["y", y]]));
    expect(topologicalOrder(optimized.outputs.values()).length).toBeGreaterThan(10000);
  });

  test("reshapes no more than it must", () => {
    const x = parameter("x", [6]);
    const node = reshape(reshape(reshape(x, [2, 3]), [3, 2]), [6]);
    expect(throughPass(optimize, node)).toEqual(['%0 = parameter float64[6] "x"']);
  });
});
