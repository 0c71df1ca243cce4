// Log densities at many positions at once on tfjs's backends, against the compiled one in float64, position by position.
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { compileProgram } from "../../../src/compileProgram.ts";
import { compileTfjsDensity } from "../../../src/compileTfjs.ts";
import * as build from "../../../src/program/build.ts";
import { makeProgram, type Program, parametersOf } from "../../../src/program/program.ts";
import { CompiledDensity } from "../../../src/runtime/compiledDensity.ts";
import { flagship } from "../../flagship.ts";
import { randomValues } from "../../program/valuePool.ts";
import { instantiateNow } from "../wasm/runCompiled.ts";
import { BACKENDS, readyBackends } from "./backends.ts";

/** A regression with intercepts of groups: matrix products with data, gathers by data, sums over everything. */
function regression(): Program {
  const [rows, columns, groups] = [120, 3, 7];
  const design = build.data("design", randomValues(1, rows * columns), [rows, columns]);
  const group = build.data("group", randomValues(2, rows, groups), [rows], "int32");
  const y = build.data("y", randomValues(3, rows, 5), [rows]);
  const slopes = build.reshape(build.parameter("slopes", [columns]), [columns, 1]);
  const intercepts = build.gather(build.parameter("intercepts", [groups]), group, 0);
  const eta = build.binary("add", build.reshape(build.matMul(design, slopes), [rows]), intercepts);
  const scale = build.unary("softplus", build.parameter("scale", []));
  const z = build.binary("div", build.binary("sub", y, eta), scale);
  const normal = build.reduce("sum", build.binary("mul", z, z), [0]);
  const logs = build.binary("mul", build.scalar(-rows), build.unary("log", scale));
  const density = build.binary("add", build.binary("mul", build.scalar(-0.5), normal), logs);
  return makeProgram([["logDensity", density]]);
}

const MODELS: readonly (readonly [string, Program])[] = [
  ["the flagship", flagship(500)],
  ["a regression", regression()],
];

beforeAll(readyBackends);

describe.each(BACKENDS)("On tfjs's %s backend", (backend) => {
  test.each(MODELS)("%s has the densities and gradients of the compiled program", async (_, program) => {
    const before = tf.memory().numTensors;
    const parameters = [...parametersOf(program)].map(([name, { shape }]) => ({ name, shape }));
    const options = { gradientOf: "logDensity", parameters };
    const batched = await compileTfjsDensity(program, { ...options, backend });
    const compiled = new CompiledDensity(instantiateNow(compileProgram(program, options)));
    const { dimension } = compiled;
    expect(batched.dimension).toBe(dimension);
    for (const chains of [5, 5, 1]) {
      const positions = randomValues(7, chains * dimension);
      const { logDensity, gradient } = await batched.evaluate(positions);
      expect(logDensity.length).toBe(chains);
      const expected = new Float64Array(dimension);
      for (let c = 0; c < chains; c++) {
        const part = [c * dimension, (c + 1) * dimension] as const;
        const value = compiled.evaluate(positions.subarray(...part), expected);
        // Sums of hundreds of terms in float32: 2^-24 of their size for each of the square root of their number.
        expect(Math.abs((logDensity[c] as number) - value)).toBeLessThan(4e-6 * Math.abs(value));
        const size = Math.max(...expected.map(Math.abs));
        gradient.subarray(...part).forEach((derivative, i) => {
          expect(Math.abs(derivative - (expected[i] as number))).toBeLessThan(1e-5 * size);
        });
      }
    }
    batched.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test("new data are bound without a new graph", async () => {
    const batched = await compileTfjsDensity(flagship(20), { backend });
    const position = randomValues(1, 9);
    const first = await batched.evaluate(position);
    batched.setData("x", new Float64Array(20).fill(3));
    const second = await batched.evaluate(position);
    expect(second.logDensity[0]).not.toBe(first.logDensity[0]);
    batched.setData(
      "x",
      Float64Array.from({ length: 20 }, (_, i) => ((i * 37) % 101) / 10 - 5),
    );
    expect((await batched.evaluate(position)).logDensity).toEqual(first.logDensity);
    batched.dispose();
  });
});

test("Numbers that are not whole positions are refused", async () => {
  const batched = await compileTfjsDensity(flagship(20), { backend: "cpu" });
  await expect(batched.evaluate(new Float64Array(10))).rejects.toThrow(/10 numbers are not positions of 9/);
});

test("A log density without parameters is refused", async () => {
  const constant = makeProgram([["logDensity", build.scalar(1)]]);
  await expect(compileTfjsDensity(constant)).rejects.toThrow(/no parameters/);
});
