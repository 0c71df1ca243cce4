// Which loops, kernels and stores the scheduler chooses, by the sizes at which it changes its mind.
import { describe, expect, test } from "vitest";
import { UnsupportedError } from "../../src/errors.ts";
import { optimize } from "../../src/passes/pipeline.ts";
import * as build from "../../src/program/build.ts";
import type { Node, Shape } from "../../src/program/node.ts";
import { makeProgram } from "../../src/program/program.ts";
import { sizeOf } from "../../src/program/shape.ts";
import { makeSchedule } from "../../src/schedule/makeSchedule.ts";
import type { Kernel } from "../../src/schedule/schedule.ts";

const { binary, parameter, reduce, reshape, unary } = build;

const data = (name: string, shape: Shape) => build.data(name, new Float64Array(sizeOf(shape)).fill(1), shape);

/** `level loops: kind op shape, ...`, one line for a kernel. */
function show({ level, loops, roots }: Kernel): string {
  const names = roots.map(({ node, kind }) => `${kind} ${node.op}[${node.shape}]`);
  return `${level} [${loops}]: ${names.join(", ")}`;
}

function kernels(phase: "prepare" | "evaluate", ...outputs: Node[]): string[] {
  const schedule = makeSchedule(optimize(makeProgram(outputs.map((node, i) => [`out${i}`, node] as const))));
  return schedule[phase].kernels.map(show);
}

const evaluate = (...outputs: Node[]) => kernels("evaluate", ...outputs);
const prepare = (...outputs: Node[]) => kernels("prepare", ...outputs);

describe("Loops", () => {
  test("up to 16 elements are written out, more are looped over", () => {
    expect(evaluate(unary("exp", parameter("x", [16])))).toEqual(["0 []: store exp[16]"]);
    expect(evaluate(unary("exp", parameter("x", [17])))).toEqual(["0 [17]: store exp[17]"]);
    expect(evaluate(unary("exp", parameter("x", [4, 4])))).toEqual(["0 []: store exp[4,4]"]);
  });

  test("the longest axis is the loop; short axes beside it are written out", () => {
    expect(evaluate(unary("exp", parameter("x", [3, 100])))).toEqual(["0 [100]: store exp[3,100]"]);
    expect(evaluate(unary("exp", parameter("x", [100, 2, 3])))).toEqual(["0 [100]: store exp[100,2,3]"]);
  });

  test("longer axes beside it surround it", () => {
    expect(evaluate(unary("exp", parameter("x", [20, 100])))).toEqual(["0 [20,100]: store exp[20,100]"]);
    expect(evaluate(unary("exp", parameter("x", [100, 3, 20])))).toEqual(["0 [20,100]: store exp[100,3,20]"]);
    expect(evaluate(unary("exp", parameter("x", [30, 20, 40])))).toEqual([
      "0 [30,20,40]: store exp[30,20,40]",
    ]);
  });
});

describe("Tables", () => {
  const looked = (table: Node) => build.gather(table, build.cast(parameter("at", [50]), "int32"), 0);

  test("are read through transposes, repetitions and axes of size 1, without a copy", () => {
    const column = reshape(build.transpose(data("m", [1, 6]), [1, 0]), [6]);
    for (const table of [
      column,
      build.broadcast(data("c", [1]), [6]),
      reshape(parameter("p", [6, 1]), [6]),
    ]) {
      expect(prepare(looked(table))).toEqual([]);
      expect(evaluate(looked(table))).toEqual(["0 [50]: store gather[50]"]);
    }
  });

  test("that are other rearrangements of data are copied once, when the data are bound", () => {
    const flat = reshape(data("m", [2, 3]), [6]);
    expect(prepare(looked(flat))).toEqual(["0 []: store reshape[6]"]);
    expect(evaluate(looked(flat))).toEqual(["0 [50]: store gather[50]"]);
  });
});

describe("Reductions", () => {
  test("of few elements are written out where they are used", () => {
    expect(evaluate(unary("exp", reduce("sum", parameter("x", [8, 8]), [1])))).toEqual([
      "0 []: store exp[8]",
    ]);
    expect(evaluate(unary("exp", reduce("sum", parameter("x", [100, 5]), [1])))).toEqual([
      "0 [100]: store exp[100]",
    ]);
  });

  test("of many to few are held in registers over the loop", () => {
    expect(evaluate(reduce("sum", parameter("x", [100]), [0]))).toEqual(["0 [100]: accumulate sum[]"]);
    expect(evaluate(reduce("max", parameter("x", [100, 8]), [0]))).toEqual(["0 [100]: accumulate max[8]"]);
    const dear = unary("exp", parameter("x", [100, 64]));
    expect(evaluate(reduce("max", dear, [0]))).toEqual(["0 [100]: accumulate max[64]"]);
    expect(evaluate(reduce("sum", parameter("x", [90, 3, 80]), [0, 2]))).toEqual([
      "0 [80,90]: accumulate sum[3]",
    ]);
  });

  test("of many to many keep totals in memory, to which a loop inside adds", () => {
    expect(evaluate(reduce("sum", parameter("x", [100, 9]), [0]))).toEqual([
      "0 [100]: accumulateMany sum[9]",
    ]);
    const x = unary("exp", parameter("x", [100, 65]));
    expect(evaluate(reduce("sum", x, [0]))).toEqual(["0 [100]: accumulateMany sum[65]"]);
  });

  test("of many to many loop inside, for each element that is kept, where terms are dear", () => {
    const x = unary("exp", parameter("x", [70, 65]));
    expect(evaluate(reduce("sum", x, [1]))).toEqual(["0 [70]: inLoop sum[70]"]);
  });

  test("of many cheap terms are computed in place, between the loops that use them", () => {
    const x = data("x", [1000, 200]);
    const eta = reduce("sum", binary("mul", x, parameter("b", [200])), [1]);
    const slope = binary("mul", reshape(unary("sigmoid", eta), [1000, 1]), x);
    expect(evaluate(reduce("sum", unary("abs", eta), [0]), reduce("sum", slope, [0]))).toEqual([
      "0 [1000]: accumulate sum[], accumulateMany sum[200]",
    ]);
  });

  test("over the same extents share one loop", () => {
    const [x, y] = [parameter("x", [100]), parameter("y", [100])];
    expect(evaluate(reduce("sum", x, [0]), reduce("max", y, [0]))).toEqual([
      "0 [100]: accumulate sum[], accumulate max[]",
    ]);
  });

  test("wait for the reductions that they depend on", () => {
    const x = parameter("x", [100]);
    const mean = binary("div", reduce("sum", x, [0]), build.scalar(100));
    const centred = binary("sub", x, mean);
    expect(evaluate(reduce("max", binary("mul", centred, centred), [0]))).toEqual([
      "0 [100]: accumulate sum[]",
      "1 [100]: accumulate max[]",
    ]);
  });
});

describe("Stored values", () => {
  test("what two levels need is stored when it is dear, and computed again when it is cheap", () => {
    const x = parameter("x", [100]);
    const of = (y: Node) => reduce("max", binary("sub", y, reduce("max", y, [0])), [0]);
    expect(evaluate(of(unary("exp", x)))).toEqual([
      "0 [100]: store exp[100], accumulate max[]",
      "1 [100]: accumulate max[]",
    ]);
    expect(evaluate(of(unary("abs", x)))).toEqual(["0 [100]: accumulate max[]", "1 [100]: accumulate max[]"]);
  });

  test("the table of a gather is stored, unless it is an input", () => {
    const at = build.data("i", new Float64Array(100), [100], "int32");
    const x = parameter("x", [5]);
    expect(evaluate(build.gather(x, at, 0))).toEqual(["0 [100]: store gather[100]"]);
    expect(evaluate(build.gather(unary("exp", x), at, 0))).toEqual([
      "0 []: store exp[5]",
      "1 [100]: store gather[100]",
    ]);
  });

  test("a reduction within a reduction is stored when writing it out would be long", () => {
    // Products with too few terms for a routine of their own.
    const chain = (n: number, k: number) =>
      evaluate(
        build.matMul(
          parameter("a", [n, k]),
          build.matMul(parameter("b", [k, n]), build.matMul(parameter("c", [n, k]), parameter("d", [k, n]))),
        ),
      );
    expect(chain(4, 4)).toEqual(["0 []: store sum[4,4]"]);
    expect(chain(40, 8)).toEqual([
      "0 [40,40]: store sum[40,40]",
      "1 [40]: store sum[8,40]",
      "2 [40,40]: store sum[40,40]",
    ]);
  });

  test("what many coefficients need is computed once for each row, not stored", () => {
    // The gradient of a regression with 20 x 5 coefficients: each needs the same 1000 residuals.
    const residuals = unary("exp", parameter("r", [1000, 5]));
    const gradient = build.matMul(build.transpose(data("x", [1000, 20]), [1, 0]), residuals);
    expect(evaluate(gradient)).toEqual(["0 [1000]: accumulateMany sum[20,5]"]);
    // With few coefficients, their sums are held in registers.
    const two = unary("exp", parameter("r", [1000, 2]));
    const few = build.matMul(build.transpose(data("x", [1000, 4]), [1, 0]), two);
    expect(evaluate(few)).toEqual(["0 [1000]: accumulate sum[4,2]"]);
  });

  test("a long chain is cut, so that the code generator's stack suffices", () => {
    let x: Node = parameter("x", []);
    for (let i = 0; i < 500; i++) x = unary("sin", x);
    expect(evaluate(x)).toEqual(["0 []: store sin[]", "1 []: store sin[]", "2 []: store sin[]"]);
  });
});

describe("Phases", () => {
  test("what depends on data only is computed when data are bound", () => {
    const d = data("d", [100]);
    const node = reduce("sum", binary("mul", unary("exp", d), parameter("x", [100])), [0]);
    expect(prepare(node)).toEqual(["0 [100]: store exp[100]"]);
    expect(evaluate(node)).toEqual(["0 [100]: accumulate sum[]"]);
  });

  test("views of data are not copied", () => {
    const d = data("d", [100]);
    expect(prepare(binary("mul", reshape(d, [10, 10]), parameter("x", [10, 10])))).toEqual([]);
  });

  test("outputs that are inputs, prepared values or listed twice are copied", () => {
    const [x, d] = [parameter("x", [3]), data("d", [3])];
    const schedule = makeSchedule(makeProgram([["x", x], ["d", unary("exp", d)], ["a", unary("exp", x)], ["x2", x]])); // biome-ignore format: outputs
    expect(new Set(schedule.outputs.values()).size).toBe(4);
    expect([...schedule.outputs.values()].map((node) => node.op)).toEqual([
      "reshape",
      "reshape",
      "exp",
      "reshape",
    ]);
  });
});

describe("Routines and scatters", () => {
  test("are kernels of their own, over operands in memory", () => {
    const x = parameter("x", [5, 5]);
    const factor = build.cholesky(build.matMul(x, build.transpose(x, [1, 0])));
    expect(evaluate(build.triangularSolve(factor, data("b", [5, 2]), false))).toEqual([
      "0 [5]: store sum[5,5]",
      "1 []: routine cholesky[5,5]",
      "2 []: routine triangularSolve[5,2]",
    ]);
  });

  test("of tiny matrices are written out over the batch, or over the right sides", () => {
    const factor = build.cholesky(parameter("x", [3, 3]));
    expect(evaluate(build.triangularSolve(factor, data("b", [3, 200]), false))).toEqual([
      "0 [200]: store concat[3,200]",
    ]);
    expect(evaluate(build.choleskyInverse(build.cholesky(parameter("x", [200, 3, 3]))))).toEqual([
      "0 [200]: store reshape[200,3,3]",
    ]);
  });

  test("products of matrices from 16 x 16 x 16 on are kernels of their own, which see through transposes", () => {
    const x = parameter("x", [40, 16]);
    const y = parameter("y", [40, 17]);
    expect(evaluate(build.matMul(build.transpose(x, [1, 0]), y))).toEqual(["0 []: routine matMul[16,17]"]);
    expect(evaluate(build.matMul(x, build.transpose(parameter("z", [15, 16]), [1, 0])))).toEqual([
      "0 [40]: store sum[40,15]",
    ]);
  });

  test("scatters loop over their updates", () => {
    const at = build.data("i", new Float64Array(100), [100], "int32");
    expect(evaluate(build.scatterAdd(unary("exp", parameter("x", [100])), at, 0, [5]))).toEqual([
      "0 [100]: scatter scatterAdd[5]",
    ]);
  });
});

describe("What cannot be compiled", () => {
  test("is named, with the way out", () => {
    const key = build.data("key", Float64Array.of(1, 2), [2]);
    const draw = build.draw(key, [], [], [3], () => () => 0);
    expect(() => makeSchedule(makeProgram([["y", draw]]))).toThrow(UnsupportedError);
    expect(() => makeSchedule(makeProgram([["y", draw]]))).toThrow(/random numbers.*interpret\(\)/);
  });
});
