// Random systems of differential equations: compiled, with their derivatives, they give what the interpreter gives.
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { capturing } from "../../src/capture/capturing.ts";
import { parameterTensor } from "../../src/capture/inputs.ts";
import { odeint } from "../../src/capture/odeint.ts";
import { programOf } from "../../src/capture/programOf.ts";
import { valueAndGradient } from "../../src/gradient/valueAndGradient.ts";
import { interpret } from "../../src/interpreter/evaluate.ts";
import { optimize, PASSES } from "../../src/passes/pipeline.ts";
import { printProgram } from "../../src/program/print.ts";
import type { Program } from "../../src/program/program.ts";
import { verify } from "../../src/program/verify.ts";
import { compiled } from "../targets/wasm/runCompiled.ts";

interface Equations {
  /** Sizes of the components: 0 for a scalar. */
  readonly sizes: readonly number[];
  readonly parameters: number;
  /** What the ops of the right-hand side are, and what they take. */
  readonly choices: readonly (readonly [op: number, first: number, second: number])[];
  readonly times: readonly number[];
  readonly tolerance: number;
  readonly seed: number;
}

/** Smooth functions that stay bounded, so that solutions stay so, and steps long. */
const OPS: readonly ((a: tf.Tensor, b: tf.Tensor) => tf.Tensor)[] = [
  (a, b) => tf.sub(tf.tanh(a), tf.mul(0.5, tf.sin(b))),
  (a, b) => tf.mul(tf.sin(a), tf.cos(b)),
  (a, b) => tf.div(a, tf.add(1, tf.square(b))),
  (a, b) => tf.sigmoid(tf.mul(a, tf.tanh(b))),
  (a, b) => tf.mul(tf.exp(tf.neg(tf.square(a))), tf.tanh(b)),
  (a, b) => tf.log1p(tf.square(tf.sub(tf.tanh(a), tf.tanh(b)))),
  (a, b) => tf.tanh(tf.add(tf.sum(a), tf.mean(b))),
  (a, b) => tf.mul(tf.tanh(a), tf.logSumExp(tf.tanh(b))),
  (a, b) => tf.where(tf.less(tf.zerosLike(a), 1), tf.atan(a), b),
];

/** As many elements as the component has, from whatever there is. */
function fitted(x: tf.Tensor, size: number): tf.Tensor {
  if (size === 0) return tf.mean(x);
  const flat = tf.reshape(x, [x.size]);
  const long = x.size >= size ? tf.slice(flat, [0], [size]) : tf.mul(tf.mean(flat), tf.ones([size]));
  return tf.reshape(long, [size]);
}

function programOfEquations({ sizes, parameters, choices, times, tolerance }: Equations): Program {
  return capturing(() => {
    const theta = parameterTensor("theta", [parameters]);
    const inits = sizes.map((size, i) => parameterTensor(`y${i}`, size === 0 ? [] : [size]));
    const solution = odeint(
      (y, t, given) => {
        const values: tf.Tensor[] = [...(y as readonly tf.Tensor[]), ...tf.unstack(given), tf.mul(0.3, t)];
        for (const [op, first, second] of choices) {
          const [a, b] = [
            values[first % values.length] as tf.Tensor,
            values[second % values.length] as tf.Tensor,
          ];
          const apply = OPS[op % OPS.length] as (typeof OPS)[number];
          values.push(
            apply(a, a.rank === b.rank && a.size === b.size ? b : fitted(b, a.rank === 0 ? 0 : a.size)),
          );
        }
        return sizes.map((size, i) =>
          tf.sub(fitted(values.at(-1 - i) as tf.Tensor, size), tf.mul(0.2, y[i] as tf.Tensor)),
        );
      },
      inits,
      [...times],
      { rtol: tolerance, atol: tolerance },
      theta,
    ) as tf.Tensor[];
    const value = solution.map((y) => tf.sum(tf.sin(y))).reduce((a, b) => tf.add(a, b));
    return programOf({ value, ...Object.fromEntries(solution.map((y, i) => [`y${i}`, y] as const)) });
  });
}

/** Numbers in [-1, 1], by their position. */
const numbers = (size: number, seed: number): number[] =>
  Array.from({ length: size }, (_, i) => Math.sin(seed + 1.7 * i * i));

const equations: fc.Arbitrary<Equations> = fc.record({
  sizes: fc.array(fc.constantFrom(0, 0, 1, 2, 3, 7, 20), { minLength: 1, maxLength: 3 }),
  parameters: fc.integer({ min: 1, max: 6 }),
  choices: fc.array(fc.tuple(fc.nat(100), fc.nat(100), fc.nat(100)), { minLength: 2, maxLength: 8 }),
  times: fc
    .array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 1, maxLength: 6 })
    .map((times) => [...times].sort((a, b) => a - b)),
  tolerance: fc.constantFrom(1e-4, 1e-7, 1e-10),
  seed: fc.nat(1000),
});

function expectClose(
  found: Record<string, Float64Array>,
  expected: Record<string, Float64Array>,
  text: string,
): void {
  for (const [name, values] of Object.entries(found)) {
    const reference = expected[name] as Float64Array;
    const scale = Math.max(1, ...reference.map(Math.abs));
    values.forEach((x, i) => {
      // Rounding moves the lengths of steps, and the solution by as much of its own error: 1e-4 at most, here.
      expect(Math.abs(x - (reference[i] as number)), `${name}[${i}]\n${text}`).toBeLessThan(1e-11 * scale);
    });
  }
}

describe("Random equations", { timeout: 300_000 }, () => {
  test("have the interpreter's solutions and derivatives when compiled, and after every pass", () => {
    fc.assert(
      fc.property(equations, (one) => {
        const program = programOfEquations(one);
        const text = printProgram(program);
        verify(program, text);
        const at = {
          theta: numbers(one.parameters, one.seed),
          ...Object.fromEntries(
            one.sizes.map((size, i) => [`y${i}`, numbers(Math.max(1, size), one.seed + i)]),
          ),
        };
        const solved = interpret(program, at);
        expectClose(compiled(program).run(at), solved, text);
        const differentiated = valueAndGradient(program, "value");
        verify(differentiated, text);
        const expected = interpret(differentiated, at);
        expect(expected["value"]).toEqual(solved["value"]);
        expectClose(compiled(program, { gradientOf: "value" }).run(at), expected, text);
        const last = optimize(differentiated, (pass, after) => verify(after, pass), PASSES);
        expectClose(interpret(last, at), expected, text);
      }),
      { seed: 20261122, numRuns: 25 },
    );
  });
});
