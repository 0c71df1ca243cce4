// Helpers of the capture tests: random inputs, and the comparison of what Nutmeg captures with tfjs's own cpu backend.
import * as tf from "@tensorflow/tfjs";
import { expect } from "vitest";
import { asTensor } from "../../src/capture/asTensor.ts";
import { capturing } from "../../src/capture/capturing.ts";

tf.env().set("PROD", true); // the cpu backend greets on the console otherwise

export interface Input {
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int32" | "bool";
  readonly values: readonly number[];
}

/** A small deterministic generator (Lehmer, modulus 2^31 - 1). */
export function generator(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  const next = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  next(); // of a small seed the first number is small
  return next;
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, extent) => size * extent, 1);

/** Numbers with three decimals in [low, high], so that float32 and float64 see nearly the same ones. */
export function floats(shape: readonly number[], low = -2, high = 2, seed = 1): Input {
  const next = generator(seed + 7 * sizeOf(shape));
  const values = Array.from(
    { length: sizeOf(shape) },
    () => Math.round((low + (high - low) * next()) * 1000) / 1000,
  );
  return { shape, dtype: "float32", values };
}

/** Integers in [low, high). */
export function integers(shape: readonly number[], low: number, high: number, seed = 1): Input {
  const next = generator(seed + 13 * sizeOf(shape));
  const values = Array.from({ length: sizeOf(shape) }, () => low + Math.floor((high - low) * next()));
  return { shape, dtype: "int32", values };
}

export function booleans(shape: readonly number[], seed = 1): Input {
  return { ...integers(shape, 0, 2, seed), dtype: "bool" };
}

export type Op = (...inputs: tf.Tensor[]) => tf.Tensor | tf.Tensor[];

interface Result {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly values: readonly number[];
}

function resultsOf(output: tf.Tensor | tf.Tensor[]): Result[] {
  return (Array.isArray(output) ? output : [output]).map((tensor) => ({
    shape: tensor.shape,
    dtype: tensor.dtype,
    values: Array.from(tensor.dataSync()),
  }));
}

function onCpu(op: Op, inputs: readonly Input[]): Result[] {
  void tf.setBackend("cpu"); // synchronous for this backend
  return resultsOf(
    op(...inputs.map(({ shape, dtype, values }) => tf.tensor([...values], [...shape], dtype))),
  );
}

function captured(op: Op, inputs: readonly Input[]): Result[] {
  return capturing(() =>
    resultsOf(
      op(...inputs.map(({ shape, dtype, values }) => tf.reshape(asTensor(values, dtype), [...shape]))),
    ),
  );
}

/** Expects the same shapes and dtypes, and values that agree to float32 accuracy. */
export function expectAgreement(op: Op, inputs: readonly Input[]): void {
  const reference = onCpu(op, inputs);
  const ours = captured(op, inputs);
  expect(ours.map(({ shape, dtype }) => ({ shape, dtype }))).toEqual(
    reference.map(({ shape, dtype }) => ({ shape, dtype })),
  );
  ours.forEach(({ values }, k) => {
    values.forEach((value, i) => {
      const expected = reference[k]?.values[i] as number;
      const close =
        Object.is(value, expected) || Math.abs(value - expected) <= 2e-5 * (1 + Math.abs(expected));
      if (!close)
        expect({ output: k, element: i, value }).toEqual({ output: k, element: i, value: expected });
    });
  });
}
