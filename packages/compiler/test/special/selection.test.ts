// Elements chosen by known masks, against tfjs's asynchronous functions.
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { capturing } from "../../src/capture/capturing.ts";
import { dataTensor, parameterTensor } from "../../src/capture/inputs.ts";
import { programOf } from "../../src/capture/programOf.ts";
import { UnsupportedError, UsageError } from "../../src/errors.ts";
import { valueAndGradient } from "../../src/gradient/valueAndGradient.ts";
import { interpret } from "../../src/interpreter/evaluate.ts";
import { argWhere, booleanMask } from "../../src/special/selection.ts";

const x = [[1, 2, 3], [4, 5, 6]]; // biome-ignore format: a matrix

describe("booleanMask", () => {
  const masks: readonly (readonly [mask: boolean[] | boolean[][], axis: number])[] = [
    [[true, false], 0],
    [[false, true, true], 1],
    [[[true, false, true], [false, true, false]], 0],
    [[false, false], 0],
  ]; // biome-ignore format: a list

  test("keeps what tf.booleanMaskAsync keeps", async () => {
    for (const [mask, axis] of masks) {
      void tf.setBackend("cpu"); // synchronous for this backend
      const expected = await tf.booleanMaskAsync(tf.tensor(x), tf.tensor(mask, undefined, "bool"), axis);
      const found = booleanMask(x, mask, axis);
      expect([found.shape, Array.from(found.dataSync())]).toEqual([
        expected.shape,
        Array.from(expected.dataSync()),
      ]);
    }
  });

  test("has a gradient, by a mask of data", () => {
    const seen = dataTensor("seen", [1, 0, 1], [3], "bool");
    const program = capturing(() => {
      const kept = booleanMask(tf.square(parameterTensor("p", [3])), seen);
      return programOf({ value: tf.sum(kept) });
    });
    expect(interpret(valueAndGradient(program, "value"), { p: [1, 2, 3] })["d:p"]).toEqual(
      Float64Array.of(2, 0, 6),
    );
  });

  test("refuses a mask of another shape, and one that depends on a parameter", () => {
    expect(() => booleanMask(x, [true, false, true])).toThrow(UsageError);
    expect(() => booleanMask(x, [true, false, true])).toThrow(
      "mask of shape [3] does not fit a tensor of shape [2, 3] from axis 0 on, where it has [2].",
    );
    const positive = () => capturing(() => booleanMask([1, 2], tf.greater(parameterTensor("p", [2]), 0)));
    expect(positive).toThrow(UnsupportedError);
    expect(positive).toThrow(/^booleanMask: the shape .* depend on "p"/);
  });
});

test("argWhere gives the coordinates that tf.whereAsync gives", async () => {
  const condition = [[true, false, true], [false, true, false]]; // biome-ignore format: a matrix
  void tf.setBackend("cpu"); // synchronous for this backend
  const expected = await tf.whereAsync(tf.tensor(condition, undefined, "bool"));
  expect(argWhere(condition).arraySync()).toEqual(await expected.array());
  expect(argWhere([0, 0]).shape).toEqual([0, 1]);
});
