// Derivatives of solutions of differential equations: against closed forms and differences, interpreted and compiled; what
// they cost in the graph, and those that are refused. Not the solutions (odeint.test.ts).
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { asTensor } from "../../src/capture/asTensor.ts";
import { capturing } from "../../src/capture/capturing.ts";
import { parameterTensor } from "../../src/capture/inputs.ts";
import { odeint } from "../../src/capture/odeint.ts";
import { programOf } from "../../src/capture/programOf.ts";
import { scan } from "../../src/capture/scan.ts";
import { grad } from "../../src/differentiate.ts";
import { hessianVectorProduct } from "../../src/gradient/hessianVectorProduct.ts";
import { valueAndGradient } from "../../src/gradient/valueAndGradient.ts";
import { interpret } from "../../src/interpreter/evaluate.ts";
import { topologicalOrder } from "../../src/program/program.ts";
import { verify } from "../../src/program/verify.ts";
import { finiteDifferences } from "../gradient/finiteDifferences.ts";
import { compiled } from "../targets/wasm/runCompiled.ts";
import { problems, programOfProblem } from "./problems.ts";

/** Values and derivatives that agree to some part of the largest. */
function expectClose(found: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  const scale = Math.max(1, ...expected.map(Math.abs));
  expect(found.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs((found[i] as number) - value), `[${i}]: ${found[i]}, not ${value}`).toBeLessThan(
      tolerance * scale,
    );
  });
}

describe("Derivatives by initial states and parameters", { timeout: 60_000 }, () => {
  test("are those of closed forms", () => {
    // y = y0 exp(-k t): the sum over t of w y has the derivatives w exp(-k t) and -w t y.
    const [ts, weights] = [
      [0, 0.5, 1, 3],
      [0.3, -1, 2, 0.7],
    ];
    const program = capturing(() => {
      const [y0, k] = [parameterTensor("y0", []), parameterTensor("k", [])];
      const y = odeint(
        (state, _, rate) => tf.mul(tf.neg(rate), state),
        y0,
        ts,
        { rtol: 1e-9, atol: 1e-9 },
        k,
      );
      return programOf({ value: tf.dot(y as tf.Tensor1D, tf.tensor1d(weights)) });
    });
    const total = (f: (t: number) => number) =>
      ts.reduce((sum, t, i) => sum + Math.fround(weights[i] as number) * f(t), 0);
    const [y0, k] = [1.7, 0.6];
    const at = { y0: [y0], k: [k] };
    const differentiated = valueAndGradient(program, "value");
    verify(differentiated, "test");
    for (const found of [interpret(differentiated, at), compiled(program, { gradientOf: "value" }).run(at)]) {
      expectClose(found["d:y0"] as Float64Array, [total((t) => Math.exp(-k * t))], 3e-8);
      expectClose(found["d:k"] as Float64Array, [total((t) => -t * y0 * Math.exp(-k * t))], 3e-8);
    }
  });

  // The oscillator of van der Pol and the epidemic amplify differences too little or too much to tell more.
  test.each([
    "a harmonic oscillator",
    "logistic growth",
    "predators and prey",
    "a driven pendulum",
    "an epidemic",
  ])("agree with differences of tight solutions of %s", (name) => {
    const problem = problems[name] as (typeof problems)[string];
    const tight = programOfProblem(problem, { rtol: 1e-12, atol: 1e-12 });
    const loose = programOfProblem(problem, { rtol: 1e-8, atol: 1e-8 });
    const at = { y0: problem.y0, theta: problem.theta };
    const values = [
      interpret(valueAndGradient(loose, "value"), at),
      compiled(loose, { gradientOf: "value" }).run(at),
    ];
    for (const parameter of ["y0", "theta"] as const) {
      // An error of 1e-11 in the value, over a step of 1/500 of a parameter; and as much from what the differences leave out.
      const step = 2e-3 * Math.min(...at[parameter].filter((x) => x !== 0).map(Math.abs));
      const expected = finiteDifferences(tight, "value", at, parameter, step);
      for (const found of values) expectClose(found[`d:${parameter}`] as Float64Array, expected, 1e-6);
    }
  });
});

test("Derivatives are those of what is computed, even where that is inaccurate: steps held fixed", () => {
  // So small beside the tolerance that steps grow tenfold, from the shortest first one, whatever k is: 1e-4, 1e-3, ..., 0.9.
  const program = capturing(() => {
    const k = parameterTensor("k", []);
    const y = odeint((state) => tf.mul(k, state), 1e-6, [0, 1], { rtol: 0, atol: 10 }) as tf.Tensor;
    return programOf({ value: tf.mul(1e6, tf.sum(y)) });
  });
  const at = { k: [3] };
  const [difference] = finiteDifferences(program, "value", at, "k", 1e-3);
  const found = interpret(valueAndGradient(program, "value"), at)["d:k"] as Float64Array;
  expect(Math.abs((found[0] as number) / (difference as number) - 1)).toBeLessThan(1e-9);
  // What a solution of the sensitivities on their own would give differs by far more.
  expect(Math.abs((found[0] as number) / Math.exp(3) - 1)).toBeGreaterThan(1e-3);
});

test("The value is the same, to the bit, with its gradient and without, and the equation is solved once", () => {
  const problem = problems["predators and prey"] as (typeof problems)[string];
  const program = programOfProblem(problem);
  const at = { y0: problem.y0, theta: problem.theta };
  const differentiated = valueAndGradient(program, "value");
  expect(interpret(differentiated, at)["value"]).toEqual(interpret(program, at)["value"]);
  expect(topologicalOrder(differentiated.outputs.values()).filter(({ op }) => op === "odeint")).toHaveLength(
    1,
  );
});

describe("Derivatives flow", { timeout: 60_000 }, () => {
  const rate = 0.7;

  test("through one equation into another, and through loops around equations and in right-hand sides", () => {
    const program = capturing(() => {
      const k = parameterTensor("k", []);
      const decay = (y0: tf.Tensor) =>
        tf
          .slice(
            odeint(
              // k y, as the sum of ten equal terms.
              (y) =>
                scan((sum, _) => [tf.sub(sum, tf.div(tf.mul(k, y), 10)), null], 0, null, { length: 10 })[0],
              y0,
              [0, 1],
              { rtol: 1e-9, atol: 1e-9 },
            ) as tf.Tensor,
            [1],
            [1],
          )
          .reshape([]) as tf.Tensor;
      const [twice] = scan((y, _) => [decay(decay(y)), null], 2, null, { length: 2 });
      return programOf({ value: tf.square(twice) });
    });
    // (2 exp(-4 k))^2
    const expected = [-32 * Math.exp(-8 * rate)];
    const at = { k: [rate] };
    expectClose(interpret(valueAndGradient(program, "value"), at)["d:k"] as Float64Array, expected, 1e-7);
    expectClose(compiled(program, { gradientOf: "value" }).run(at)["d:k"] as Float64Array, expected, 1e-7);
  });

  test("through grad inside a captured function, by the initial state alone", () => {
    const program = capturing(() => {
      const end = (y0: tf.Tensor) =>
        tf.sum(
          odeint((y) => tf.mul(-rate, y), y0, [0, 1], { rtol: 1e-9, atol: 1e-9 }) as tf.Tensor,
        ) as tf.Scalar;
      return programOf({ value: grad(end)(parameterTensor("y0", [])) });
    });
    expectClose(interpret(program, { y0: [3] })["value"] as Float64Array, [1 + Math.exp(-rate)], 1e-8);
  });

  test("a second time: products with the Hessian", () => {
    const program = capturing(() => {
      const [y0, k] = [parameterTensor("y0", []), parameterTensor("k", [])];
      const y = odeint((state) => tf.mul(tf.neg(k), state), y0, [0, 1], {
        rtol: 1e-9,
        atol: 1e-9,
      }) as tf.Tensor;
      return programOf({ value: tf.slice(y, [1], [1]) });
    });
    const [y0, k] = [1.5, rate];
    const at = { y0: [y0], k: [k], "v:y0": [0.3], "v:k": [-2] };
    const e = Math.exp(-k);
    const product = hessianVectorProduct(program, "value");
    verify(product, "test");
    for (const found of [interpret(product, at), compiled(product).run(at)]) {
      expectClose(found["h:y0"] as Float64Array, [-2 * -e], 1e-7);
      expectClose(found["h:k"] as Float64Array, [0.3 * -e + -2 * y0 * e], 1e-7);
    }
  });
});

test("Derivatives by the times are slopes, and by the first, what the start lies back", {
  timeout: 60_000,
}, () => {
  const weights = [0.4, -1, 2];
  const program = capturing(() => {
    const [ts, k] = [parameterTensor("ts", [3]), parameterTensor("k", [])];
    const y = odeint((state, t) => tf.mul(tf.mul(k, t), state), 1.5, ts, { rtol: 1e-10, atol: 1e-10 });
    return programOf({ value: tf.sum(tf.mul(y as tf.Tensor, asTensor(weights))) });
  });
  // y = 1.5 exp(k (t^2 - t0^2) / 2)
  const [k, ts] = [0.8, [0.3, 0.9, 1.4]];
  const [t0] = ts as [number];
  const states = ts.map((t) => 1.5 * Math.exp((k * (t * t - t0 * t0)) / 2));
  const later = [1, 2].map((i) => (weights[i] as number) * (states[i] as number));
  const expected = [
    -k * t0 * later.reduce((sum, x) => sum + x),
    ...later.map((x, i) => k * (ts[i + 1] as number) * x),
  ];
  const at = { ts, k: [k] };
  const differentiated = valueAndGradient(program, "value");
  verify(differentiated, "test");
  for (const found of [interpret(differentiated, at), compiled(program, { gradientOf: "value" }).run(at)])
    expectClose(found["d:ts"] as Float64Array, expected, 1e-8);
});

test("What is not a number gives derivatives that are not numbers", () => {
  const program = capturing(() => {
    const k = parameterTensor("k", []);
    return programOf({ value: tf.sum(odeint((y) => tf.mul(k, tf.square(y)), 1, [0, 2]) as tf.Tensor) });
  });
  for (const found of [
    interpret(valueAndGradient(program, "value"), { k: [1] }),
    compiled(program, { gradientOf: "value" }).run({ k: [1] }),
  ]) {
    expect(found["value"]?.[0]).toBeNaN();
    expect(found["d:k"]?.[0]).toBeNaN();
  }
});
