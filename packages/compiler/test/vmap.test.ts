// vmap as a user calls it: on tfjs functions, against loops over the batch.
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { asTensor } from "../src/capture/asTensor.ts";
import { capturing } from "../src/capture/capturing.ts";
import { valuesOf } from "../src/capture/inputs.ts";
import { UsageError } from "../src/errors.ts";
import { cholesky } from "../src/special/linalg.ts";
import { vmap } from "../src/vmap.ts";

/** The values of a tensor as numbers. */
const numbers = (tensor: tf.Tensor): number[] => Array.from(valuesOf(tensor));

const rows = [
  [1, 2, 3],
  [4, 5, 6],
];

describe("vmap", () => {
  test("does to every row what the function does to one", () => {
    const normalized = vmap((x: tf.Tensor) => tf.softmax(x as tf.Tensor1D));
    const loop = capturing(() => rows.flatMap((row) => numbers(tf.softmax(asTensor(row)))));
    const together = normalized(rows);
    expect(together.shape).toEqual([2, 3]);
    expect(numbers(together)).toEqual(loop);
  });

  test("keeps an argument whose axis is null the same for every element", () => {
    const product = vmap((x: tf.Tensor, y: tf.Tensor) => tf.dot(x, y), [0, null]);
    expect(numbers(product(rows, [1, 10, 100]))).toEqual([321, 654]);
  });

  test("batches over any axis, counted from either end", () => {
    const total = (x: tf.Tensor) => tf.sum(x);
    expect(numbers(vmap(total, 1)(rows))).toEqual([5, 7, 9]);
    expect(numbers(vmap(total, -1)(rows))).toEqual([5, 7, 9]);
  });

  test("takes and gives objects and arrays of tensors", () => {
    const split = vmap((p: { readonly mean: tf.Tensor; readonly rest: readonly tf.Tensor[] }) => ({
      sum: tf.add(p.mean, p.rest[0] as tf.Tensor),
      both: [p.mean, tf.scalar(7)],
    }));
    const { sum, both } = split({ mean: [1, 2], rest: [asTensor([10, 20])] });
    expect(numbers(sum)).toEqual([11, 22]);
    expect(both.map(numbers)).toEqual([
      [1, 2],
      [7, 7],
    ]);
  });

  test("nests", () => {
    const outer = vmap(
      vmap((x: tf.Tensor, y: tf.Tensor) => tf.mul(x, y), [null, 0]),
      [0, null],
    );
    expect(numbers(outer([1, 2], [3, 4, 5]))).toEqual([3, 4, 5, 6, 8, 10]);
  });

  test("keeps integers, and gathers with them", () => {
    const pick = vmap((table: tf.Tensor, at: tf.Tensor) => tf.gather(table, at as tf.Tensor1D));
    const picked = pick(rows, asTensor([[0, 2], [1, 1]], "int32")); // biome-ignore format: rows
    expect(numbers(picked)).toEqual([1, 3, 5, 5]);
  });

  test("takes the functions that tfjs lacks", () => {
    const roots = vmap((x: tf.Tensor) => cholesky(x as tf.Tensor2D));
    const matrices = [[[4, 0], [2, 2]], [[9, 0], [3, 2]]]; // biome-ignore format: matrices
    expect(numbers(roots(matrices))).toEqual([2, 0, 1, 1, 3, 0, 1, 1]);
  });

  test("refuses batches of different sizes, naming both", () => {
    const add = vmap((x: tf.Tensor, y: tf.Tensor) => tf.add(x, y));
    expect(() => add([1, 2], [1, 2, 3])).toThrow(/argument 0 has 2 elements .* argument 1 has 3/);
  });

  test("refuses a scalar where a batch is due, and a call without any batch", () => {
    expect(() => vmap((x: tf.Tensor) => x)(1)).toThrow(/argument 0 has shape \[\], so it has no axis 0/);
    expect(() => vmap((x: tf.Tensor) => x, null)(1)).toThrow(/no argument is batched/);
    expect(() => vmap((x: tf.Tensor) => x, [0, 0])([1])).toThrow(UsageError);
  });

  test("does not let the function read an element", () => {
    const branch = vmap((x: tf.Tensor) => ((x.dataSync()[0] as number) > 0 ? x : tf.neg(x)));
    expect(() => branch([1, 2])).toThrow(/depends on "argument 0" was read/);
  });
});
