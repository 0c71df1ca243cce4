// The gradient of a captured function by each of its float inputs, against finite differences of the interpreter in
// float64 and against tfjs's own eager gradient in float32. Not a test.
import * as tf from "@tensorflow/tfjs";
import { expect } from "vitest";
import { asTensor } from "../../../src/capture/asTensor.ts";
import { capturing } from "../../../src/capture/capturing.ts";
import { parameterTensor } from "../../../src/capture/inputs.ts";
import { programOf } from "../../../src/capture/programOf.ts";
import { gradientName, valueAndGradient } from "../../../src/gradient/valueAndGradient.ts";
import { interpret } from "../../../src/interpreter/evaluate.ts";
import type { Program } from "../../../src/program/program.ts";
import { finiteDifferences } from "../../gradient/finiteDifferences.ts";
import type { Input } from "../agree.ts";
import type { FunctionCase } from "./functionCase.ts";

/** Four steps are less than the last of the three decimals of the points, so that no step passes a kink. */
const STEP = 2.4e-4;

/** The sum of the elements of all float results, each with a weight of its own: no two derivatives can be exchanged. */
function weighted(results: tf.Tensor | tf.Tensor[]): tf.Tensor {
  const floating = [results].flat().filter((y) => y.dtype === "float32" && y.size > 0);
  const sums = floating.map((y) => tf.sum(tf.mul(y, tf.reshape(tf.add(tf.range(0, y.size), 1), y.shape))));
  return sums.reduce((a, b) => tf.add(a, b), tf.scalar(0));
}

const isFloat = ({ dtype }: Input): boolean => dtype === "float32";
const nameOf = (index: number): string => `x${index}`;

function capture({ op }: FunctionCase, inputs: readonly Input[]): Program {
  return capturing(() => {
    const tensors = inputs.map((input, i) =>
      isFloat(input)
        ? parameterTensor(nameOf(i), input.shape)
        : tf.reshape(asTensor(input.values, input.dtype), [...input.shape]),
    );
    return programOf({ value: weighted(op(...tensors)) });
  });
}

/** tfjs's gradient by each float input. */
function eager({ op }: FunctionCase, inputs: readonly Input[]): ArrayLike<number>[] {
  const previous = tf.getBackend();
  void tf.setBackend("cpu"); // synchronous for this backend
  const tensor = ({ values, shape, dtype }: Input) => tf.tensor([...values], [...shape], dtype);
  const all = inputs.map(tensor);
  const gradients = tf.grads((...floating) => {
    const next = [...floating];
    return weighted(
      op(...all.map((x, i) => (isFloat(inputs[i] as Input) ? (next.shift() as tf.Tensor) : x))),
    );
  })(all.filter((_, i) => isFloat(inputs[i] as Input)));
  const result = gradients.map((gradient) => gradient.dataSync());
  void tf.setBackend(previous);
  return result;
}

function expectClose(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  const scale = 1 + Math.max(0, ...Array.from(expected, Math.abs));
  expect(found.length, what).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs((found[i] as number) - (expected[i] as number));
    expect(difference, `${what}[${i}]: ${found[i]}, not ${expected[i]}`).toBeLessThan(tolerance * scale);
  }
}

/** Nothing to compare where no float result depends on a float input. */
export function expectGradients(one: FunctionCase, inputs: readonly Input[]): void {
  const program = capture(one, inputs);
  const at = Object.fromEntries(
    inputs.flatMap((input, i) => (isFloat(input) ? [[nameOf(i), input.values]] : [])),
  );
  const values = interpret(valueAndGradient(program, "value"), at);
  const floating = inputs.flatMap((input, i) => (isFloat(input) ? [nameOf(i)] : []));
  const used = floating.filter((name) => values[gradientName(name)] !== undefined);
  for (const name of used) {
    const expected = finiteDifferences(program, "value", at, name, STEP);
    expectClose(values[gradientName(name)] as Float64Array, expected, 1e-9, name);
  }
  if (one.tfjsGradient !== undefined || used.length === 0) return;
  const reference = eager(one, inputs);
  for (const name of used) {
    const expected = reference[floating.indexOf(name)] as ArrayLike<number>;
    expectClose(values[gradientName(name)] as Float64Array, expected, 2e-5, `${name}, by tfjs`);
  }
}
