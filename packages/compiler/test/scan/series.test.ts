// Series by scan against numbers made outside: a hidden Markov model and GARCH(1,1), with gradients by finite differences.
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { asTensor } from "../../src/capture/asTensor.ts";
import { capturing } from "../../src/capture/capturing.ts";
import { dataTensor, parameterTensor } from "../../src/capture/inputs.ts";
import { programOf } from "../../src/capture/programOf.ts";
import { scan } from "../../src/capture/scan.ts";
import type { Program } from "../../src/program/program.ts";
import { finiteDifferences } from "../gradient/finiteDifferences.ts";
import { compiled } from "../targets/wasm/runCompiled.ts";

const y = [0.3, -0.2, 0.9, 1.4, 0.7];

/** tfjs would round the number to float32. */
const HALF_LOG_2PI = asTensor(0.5 * Math.log(2 * Math.PI));

/** Normal log density of x. */
function normal(x: tf.Tensor, loc: tf.Tensor, scale: tf.Tensor): tf.Tensor {
  const z = tf.div(tf.sub(x, loc), scale);
  return tf.sub(tf.mul(-0.5, tf.square(z)), tf.add(tf.log(scale), HALF_LOG_2PI));
}

const hiddenMarkov = capturing(() => {
  const [start, moves, loc, scale] = [
    parameterTensor("start", [2]),
    parameterTensor("moves", [2, 2]),
    parameterTensor("loc", [2]),
    parameterTensor("scale", []),
  ];
  const emission = normal(dataTensor("y", y, [5, 1]), loc, scale);
  const [first, rest] = tf.split(emission, [1, 4]) as [tf.Tensor, tf.Tensor];
  const [forward] = scan(
    (a, e) => [tf.add(tf.logSumExp(tf.add(tf.reshape(a, [2, 1]), tf.log(moves)), 0), e), null],
    tf.add(tf.log(start), tf.reshape(first, [2])) as tf.Tensor,
    rest,
  );
  return programOf({ value: tf.logSumExp(forward) });
});

const garch = capturing(() => {
  const [mu, a0, a1, b1] = ["mu", "a0", "a1", "b1"].map((name) => parameterTensor(name, [])) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const [, densities] = scan(
    (v, x) => {
      const next = tf.add(a0, tf.add(tf.mul(a1, tf.square(tf.sub(x, mu))), tf.mul(b1, v)));
      return [next, normal(x, mu, tf.sqrt(v))];
    },
    1,
    dataTensor("y", y, [5]) as tf.Tensor,
  );
  return programOf({ value: tf.sum(densities) });
});

const cases: readonly (readonly [string, Program, Readonly<Record<string, readonly number[]>>, number])[] = [
  // NumPy 2.4.6, SciPy 1.17.1: a = start * e[0]; for e_t: a = (a @ P) * e_t; log(a.sum()), with e = norm.pdf(y, loc, 0.8)
  [
    "a hidden Markov model",
    hiddenMarkov,
    { start: [0.6, 0.4], moves: [0.7, 0.3, 0.2, 0.8], loc: [-0.5, 1], scale: [0.8] },
    -5.688095042971482,
  ],
  // SciPy 1.17.1: v = 1; for x in y: ll += norm.logpdf(x, mu, sqrt(v)); v = a0 + a1 (x - mu)^2 + b1 v
  ["GARCH(1,1)", garch, { mu: [0.1], a0: [0.2], a1: [0.3], b1: [0.5] }, -6.028609167807546],
];

test.each(cases)(
  "The log likelihood of %s is NumPy's, and its gradient that of differences",
  (_, program, at, value) => {
    const found = compiled(program, { gradientOf: "value" }).run(at);
    // Some ten roundings of numbers below 8.
    expect(Math.abs((found["value"]?.[0] as number) - value)).toBeLessThan(1e-14);
    for (const name of Object.keys(at)) {
      const expected = finiteDifferences(program, "value", at, name);
      // The differences have steps of 0.01 in functions that curve: their own error is of this size.
      expected.forEach((derivative, i) => {
        const scale = Math.max(1, Math.abs(derivative));
        expect(Math.abs((found[`d:${name}`]?.[i] as number) - derivative), `d:${name}`).toBeLessThan(
          1e-6 * scale,
        );
      });
    }
  },
);
