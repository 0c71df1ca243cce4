// What random programs do not show of the tfjs target: which backend runs, indices out of range, host functions, errors.
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { capturing } from "../../../src/capture/capturing.ts";
import { compileTfjs } from "../../../src/compileTfjs.ts";
import { UsageError } from "../../../src/errors.ts";
import { interpret } from "../../../src/interpreter/evaluate.ts";
import * as build from "../../../src/program/build.ts";
import type { Node } from "../../../src/program/node.ts";
import { makeProgram } from "../../../src/program/program.ts";
import { BACKENDS, readyBackends } from "./backends.ts";

const x = build.parameter("x", [4]);
const four = Float64Array.of(0.5, 1.5, -2, 3);

function programOf(output: Node) {
  return makeProgram([["y", output]]);
}

async function run(output: Node, backend: string): Promise<number[]> {
  const executable = await compileTfjs(programOf(output), { backend });
  const found = executable.run({ x: four })["y"] as Float64Array;
  executable.dispose();
  return Array.from(found);
}

beforeAll(readyBackends);
afterEach(() => void tf.setBackend("wasm"));

describe.each(BACKENDS)("On tfjs's %s backend", (backend) => {
  test("an index out of range gathers NaN and scatters nothing", async () => {
    const indices = build.cast(build.binary("mul", x, build.scalar(1)), "int32"); // 0, 1, -2, 3
    const table = build.constant(Float64Array.of(10, 20), [2]);
    expect(await run(build.gather(table, indices, 0), backend)).toEqual([10, 20, Number.NaN, Number.NaN]);
    expect(await run(build.scatterAdd(x, indices, 0, [2]), backend)).toEqual([0.5, 1.5]);
  });

  test("host functions and draws of parameters are computed by the interpreter", async () => {
    const positive = build.unary("exp", x);
    const host = build.hostFunction("gammainc", [build.scalar(2), positive]);
    const [expected, found] = [interpret(programOf(host), { x: four })["y"], await run(host, backend)];
    found.forEach((value, i) => {
      expect(value).toBeCloseTo((expected as Float64Array)[i] as number, 6);
    });
    const key = build.constant(Float64Array.of(1, 2), [2], "int32");
    const drawn = build.draw(key, [3], [x], [4], (uniform) => (mean) => (mean as number) + uniform());
    const single = interpret(programOf(drawn), { x: four })["y"]?.map(Math.fround);
    expect(await run(drawn, backend)).toEqual(Array.from(single as Float64Array));
  });

  test("what depends on data alone is computed in float64 before it is rounded", async () => {
    const large = build.data("large", Float64Array.of(1e9, 1e9 + 1, 1e9 + 2, 1e9 + 3), [4]);
    const mean = build.binary("div", build.reduce("sum", large, [0]), build.scalar(4));
    const centred = build.binary("sub", large, mean);
    expect(await run(build.binary("add", centred, x), backend)).toEqual([-1, 1, -1.5, 4.5]);
  });

  test("a tensor is taken as a parameter, and outputs are tensors of the caller's", async () => {
    const before = tf.memory().numTensors;
    const executable = await compileTfjs(programOf(build.binary("mul", x, build.scalar(2))), { backend });
    const given = tf.tensor1d([1, 2, 3, 4]);
    const { y } = executable.evaluate({ x: given });
    expect(Array.from(await (y as tf.Tensor).data())).toEqual([2, 4, 6, 8]);
    tf.dispose([y as tf.Tensor, given]);
    executable.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test("outputs are read without blocking", async () => {
    const executable = await compileTfjs(programOf(build.unary("neg", x)), { backend });
    const before = tf.memory().numTensors;
    expect(await executable.runAsync({ x: four })).toEqual({ y: four.map((v) => -v) });
    expect(tf.memory().numTensors).toBe(before);
    executable.dispose();
  });

  test("the backend that is current stays so", async () => {
    const other = BACKENDS.find((name) => name !== backend) as string;
    await tf.setBackend(other);
    await run(build.unary("exp", x), backend);
    expect(tf.getBackend()).toBe(other);
  });
});

describe("The tfjs target", () => {
  test("runs on the current backend unless told otherwise, and never on Nutmeg's own", async () => {
    const program = programOf(build.unary("exp", x));
    await tf.setBackend("cpu");
    expect((await compileTfjs(program)).backend).toBe("cpu");
    const inside = capturing(() => ({ promise: compileTfjs(program) }));
    expect(BACKENDS).toContain((await inside.promise).backend);
  });

  test("refuses a backend that is not registered, naming those that are", async () => {
    const program = programOf(x);
    await expect(compileTfjs(program, { backend: "webgl2" })).rejects.toThrow(
      /"webgl2" is not registered .*wasm, cpu/,
    );
    await expect(compileTfjs(program, { backend: "nutmeg" })).rejects.toThrow(UsageError);
  });

  test.skipIf(BACKENDS.includes("tensorflow"))(
    "says how to install TensorFlow's backend where it is absent",
    async () => {
      const refusal = compileTfjs(programOf(x), { backend: "tensorflow" });
      await expect(refusal).rejects.toThrow(
        /npm install @tensorflow\/tfjs-node@4\.22\.0`, or use another backend/,
      );
    },
  );

  test("refuses parameters and data of the wrong size", async () => {
    const d = build.data("d", four, [4]);
    const executable = await compileTfjs(programOf(build.binary("add", x, d)), { backend: "cpu" });
    expect(() => executable.run({})).toThrow(
      /parameter "x" has shape \[4\] and needs 4 values, but got none/,
    );
    expect(() => executable.run({ x: [1, 2] })).toThrow(/but got 2/);
    expect(() => executable.setData("d", [1])).toThrow(/has 4 elements, but 1 values/);
    expect(() => executable.setData("e", [1])).toThrow(/no data input "e"/);
  });
});
