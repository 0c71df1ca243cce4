// Hessians of log densities against jax.hessian: as programs, as tfjs functions, and compiled.
import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { capturing } from "../src/capture/capturing.ts";
import { parameterTensor } from "../src/capture/inputs.ts";
import { programOf } from "../src/capture/programOf.ts";
import { compileHessian } from "../src/compileHessian.ts";
import { grad, hessian, hvp, valueAndGrad } from "../src/differentiate.ts";
import { hessianVectorProduct, productName } from "../src/gradient/hessianVectorProduct.ts";
import { interpret } from "../src/interpreter/evaluate.ts";
import type { Program } from "../src/program/program.ts";
import { CompiledHessian } from "../src/runtime/compiledHessian.ts";
import { densities } from "./hessians.ts";
import { compiled, instantiateNow } from "./targets/wasm/runCompiled.ts";

interface Reference {
  readonly at: number[];
  readonly value: number;
  readonly gradient: number[];
  readonly hessian: number[][];
}

const { cases } = JSON.parse(readFileSync(new URL("fixtures/hessians.json", import.meta.url), "utf8")) as {
  readonly cases: Readonly<Record<string, Reference>>;
};

/** Both sides round: a few dozen operations of relative error 1e-16, amplified by condition numbers of about a hundred. */
const TOLERANCE = 1e-12;

function expectClose(found: ArrayLike<number>, expected: readonly number[]): void {
  const scale = Math.max(...expected.map(Math.abs));
  expect(found.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) {
    expect(Math.abs((found[i] as number) - value), `element ${i}`).toBeLessThan(TOLERANCE * scale);
  }
}

const density = (name: string) => densities[name] as (p: tf.Tensor) => tf.Tensor;

function programFor(name: string, size: number): Program {
  return capturing(() => programOf({ value: density(name)(parameterTensor("p", [size])) }));
}

/** All rows of the Hessian of a factorization are megabytes of code. */
const SLOW = { timeout: 60_000 };

describe.each(Object.entries(cases))(
  "The second derivatives of %s are those of jax.hessian",
  SLOW,
  (name, reference) => {
    const { at, hessian: matrix } = reference;
    const n = at.length;

    test("as a program, row by row", () => {
      const program = hessianVectorProduct(programFor(name, n), "value");
      matrix.forEach((row, i) => {
        const direction = at.map((_, j) => Number(i === j));
        const found = interpret(program, { p: at, "v:p": direction });
        expectClose(found[productName("p")] as Float64Array, row);
        expectClose(found["value"] as Float64Array, [reference.value]);
        expectClose(found["d:p"] as Float64Array, reference.gradient);
      });
    });

    test("as functions of tfjs tensors", () => {
      const [value, gradient] = valueAndGrad(density(name))(at);
      expectClose(value.dataSync(), [reference.value]);
      expectClose(gradient.dataSync(), reference.gradient);
      expectClose(hessian(density(name))(at).dataSync(), matrix.flat());
      const direction = at.map((_, i) => 1 + i);
      const expected = matrix.map((row) => row.reduce((sum, x, j) => sum + x * (1 + j), 0));
      expectClose(hvp(density(name))(at, direction).dataSync(), expected);
    });

    test("compiled, at one point after another", () => {
      const compiledHessian = new CompiledHessian(
        instantiateNow(compileHessian(programFor(name, n), "value")),
      );
      const found = new Float64Array(n * n);
      compiledHessian.evaluate(
        Float64Array.from(at, (x) => x / 2),
        found,
      );
      compiledHessian.evaluate(Float64Array.from(at), found);
      expectClose(found, matrix.flat());
    });

    test("compiled inside a program, all rows at once", () => {
      const program = capturing(() => programOf({ h: hessian(density(name))(parameterTensor("p", [n])) }));
      expectClose(compiled(program).run({ p: at })["h"] as Float64Array, matrix.flat());
    });
  },
);

describe("compileHessian", () => {
  test("orders parameters as told, and gives one that is not read, or enters linearly, no curvature", () => {
    const program = capturing(() => {
      const [a, b, c] = [parameterTensor("a", [2]), parameterTensor("b", []), parameterTensor("c", [])];
      return programOf({ value: tf.add(tf.mul(b, tf.sum(tf.square(a))), c) });
    });
    const parameters = [
      { name: "c", shape: [] },
      { name: "b", shape: [] },
      { name: "unread", shape: [] },
      { name: "a", shape: [2] },
    ];
    const compiledHessian = new CompiledHessian(
      instantiateNow(compileHessian(program, "value", { parameters })),
    );
    expect(compiledHessian.dimension).toBe(5);
    const found = new Float64Array(25);
    compiledHessian.evaluate(Float64Array.of(9, 3, 9, 1, -2), found);
    // value = b (a1^2 + a2^2) + c at b = 3, a = (1, -2)
    expect(Array.from(found)).toEqual([
      0, 0, 0, 0, 0,  0, 0, 0, 2, -4,  0, 0, 0, 0, 0,  0, 2, 0, 6, 0,  0, -4, 0, 0, 6,
    ]); // biome-ignore format: a matrix
  });

  test("computes what depends on the point alone when it is bound", () => {
    const { data, parameters } = compileHessian(programFor("logistic", 3), "value");
    expect(data.map(({ name }) => name)).toEqual(["p"]);
    expect(parameters.map(({ name }) => name)).toEqual(["v:p"]);
  });
});

describe("Derivatives of tfjs functions", () => {
  test("are nested and shaped as the first argument; further arguments are passed on", () => {
    const f = ({ loc, scales }: { loc: tf.Tensor; scales: tf.Tensor[] }, times: number) =>
      tf.mul(tf.sum(tf.mul(loc, scales[0] as tf.Tensor)), tf.mul(scales[1] as tf.Tensor, times));
    const point = { loc: [1, 2], scales: [tf.tensor1d([3, 4]), 5] };
    const gradient = grad(f)(point, 10);
    expect(gradient.loc.arraySync()).toEqual([150, 200]);
    expect(gradient.scales.map((x) => x.arraySync())).toEqual([[50, 100], 110]);
    const product = hvp(f)(point, { loc: [1, 0], scales: [tf.zeros([2]), 0] }, 10);
    expect(product.loc.arraySync()).toEqual([0, 0]);
    expect(product.scales.map((x) => x.arraySync())).toEqual([[50, 0], 30]);
  });

  test("nest: the derivative of a derivative of a derivative", () => {
    const fifth = (x: tf.Tensor) => tf.pow(x, 5);
    expect(grad(grad(grad(fifth)))(2).arraySync()).toBe(60 * 4);
    expect(hessian((x) => tf.sum(grad((y: tf.Tensor) => tf.sum(tf.pow(y, 3)))(x)))([1, 2]).arraySync()).toEqual([[6, 0], [0, 6]]); // biome-ignore format: a matrix
  });

  test("see through what is closed over, which stays a parameter of the program", () => {
    const program = capturing(() => {
      const a = parameterTensor("a", []);
      return programOf({ slope: grad((x: tf.Tensor) => tf.mul(a, tf.square(x)))(tf.square(a)) });
    });
    // d/dx a x^2 = 2 a x at x = a^2
    expect(interpret(program, { a: [3] })["slope"]).toEqual(Float64Array.of(54));
  });

  test("do not differentiate by what is closed over", () => {
    const program = capturing(() => {
      const a = parameterTensor("a", []);
      const parabola = (x: tf.Tensor) => tf.sum(tf.mul(a, tf.square(x)));
      return programOf({ product: hvp(parabola)([1, 2], [5, 7]), matrix: hessian(parabola)([1, 2]) });
    });
    const { product, matrix } = interpret(program, { a: [3] });
    expect(product).toEqual(Float64Array.of(30, 42)); // 2 a v
    expect(matrix).toEqual(Float64Array.of(6, 0, 0, 6)); // 2 a I
  });

  test("keep the float64 values of numbers and arrays", () => {
    expect(grad((x: tf.Tensor) => tf.sum(tf.mul(x, x)))([Math.PI]).dataSync()).toEqual(
      Float64Array.of(2 * Math.PI),
    );
  });

  test("are zeros where the function does not depend on its argument", () => {
    const flat = (_: tf.Tensor) => tf.scalar(3);
    expect(grad(flat)([1, 2])).toMatchObject({ shape: [2] });
    expect(hessian(flat)([1, 2]).arraySync()).toEqual([[0, 0], [0, 0]]); // biome-ignore format: a matrix
  });

  test("say what a function that is no scalar gave, and when a direction does not fit", () => {
    const square = (x: tf.Tensor) => tf.square(x);
    expect(() => grad(square)([1, 2])).toThrow(
      "grad: the function gave a tensor of shape [2]; it must give one number. Sum it first.",
    );
    expect(() => hvp((x: tf.Tensor) => tf.sum(square(x)))([1, 2], [1])).toThrow(
      "hvp: a direction of shape [1] was given for a point of shape [2].",
    );
  });
});
