// Captured kernels that tfjs's functions or its cpu backend do not serve as a reference for. functions/ has all the others.
import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { asTensor } from "../../src/capture/asTensor.ts";
import { capturing } from "../../src/capture/capturing.ts";
import { dataTensor, parameterTensor } from "../../src/capture/inputs.ts";
import { UnsupportedError } from "../../src/errors.ts";
import { expectAgreement } from "./agree.ts";

describe("a captured kernel that tfjs's ops or its cpu backend do not serve as a reference", () => {
  const values = (op: () => tf.Tensor): number[] => capturing(() => Array.from(op().dataSync()));

  it("LogicalXor, LogSoftmax and BroadcastTo give what the ops written with other kernels give", () => {
    const { engine } = tf;
    const [a, b] = [asTensor([true, true, false, false]), asTensor([true, false, true, false])];
    expect(values(() => engine().runKernel("LogicalXor", { a, b }))).toEqual([0, 1, 1, 0]);
    const x = asTensor([0.5, -1, 3]);
    const logits = values(() => engine().runKernel("LogSoftmax", { logits: x }, { axis: -1 }));
    const composed = values(() => tf.logSoftmax(x));
    for (const [i, value] of composed.entries()) expect(logits[i]).toBeCloseTo(value, 14);
    expect(values(() => engine().runKernel("BroadcastTo", { x }, { shape: [2, 3] }))).toEqual([
      0.5, -1, 3, 0.5, -1, 3,
    ]);
  });

  it("cumsum takes a negative axis, with which tfjs's cpu backend gives a broken shape", () => {
    const x = asTensor([[1, 2, 3], [4, 5, 6]]); // biome-ignore format: a matrix
    expect(values(() => tf.cumsum(x, -1))).toEqual([1, 3, 6, 4, 9, 15]);
  });

  it("stridedSlice gives an empty tensor for an empty range, where tfjs's cpu backend throws", () => {
    const x = asTensor([[1, 2], [3, 4], [5, 6]]); // biome-ignore format: a matrix
    expect(capturing(() => tf.stridedSlice(x, [2, 0], [1, 2], [1, 1]).shape)).toEqual([0, 2]);
  });

  it("unsortedSegmentSum keeps int32, where tfjs's cpu backend gives float32, and ignores ids out of range", () => {
    const sums = capturing(() =>
      tf.unsortedSegmentSum(
        asTensor([1, 2, 3, 4], "int32"),
        asTensor([0, 2, 0, 7], "int32") as tf.Tensor1D,
        3,
      ),
    );
    expect(sums.dtype).toBe("int32");
    expect(sums.dataSync()).toEqual(Int32Array.of(4, 0, 2));
  });

  it("round takes halves to the even neighbour", () => {
    expectAgreement(
      (x) => tf.round(x),
      [{ shape: [6], dtype: "float32", values: [-1.5, -0.5, 0.5, 1.5, 2.5, 0.4] }],
    );
  });

  it("denseBincount tells which numbers occur, in a vector too, where tfjs's cpu backend counts them", () => {
    const x = asTensor([1, 1, 3], "int32") as tf.Tensor1D;
    expect(values(() => tf.denseBincount(x, asTensor([]) as tf.Tensor1D, 4, true))).toEqual([0, 1, 0, 1]);
  });

  it("sums over no axis but all of an einsum of two, where tfjs's cpu backend gives a vector", () => {
    const [a, b] = [asTensor([[1, 2]]), asTensor([[3, 4], [5, 6]])]; // biome-ignore format: matrices
    expect(values(() => tf.einsum("ij,jk->", a, b))).toEqual([29]);
  });
});

describe("kernels whose results' shapes depend on values", () => {
  const x = dataTensor("x", Int32Array.of(4, 2, 4), [3], "int32");

  it("are evaluated on data when they are captured", () => {
    const { values, indices } = capturing(() => tf.unique(x));
    expect([values.arraySync(), indices.arraySync()]).toEqual([[4, 2], [0, 1, 0]]); // biome-ignore format: a list
  });

  it("say that they cannot depend on a parameter, and name it", () => {
    const attempt = () => capturing(() => tf.unique(parameterTensor("loc", [3])));
    expect(attempt).toThrow(UnsupportedError);
    expect(attempt).toThrow(
      /^unique: the shape of its result depends on values that depend on "loc", at .*kernels\.test\.ts/,
    );
    expect(attempt).toThrow("Choose with tf.where, which keeps the shape");
  });
});

describe("kernels that compare all elements with one another", () => {
  it("refuse more than they can compare, with a way out", () => {
    expect(() => capturing(() => tf.topk(parameterTensor("x", [5000])))).toThrow(
      "Sort the data before the run.",
    );
    const at = dataTensor("at", new Float64Array(3000), [3000, 1], "int32");
    expect(() => capturing(() => tf.tensorScatterUpdate(tf.zeros([3]), at, tf.zeros([3000])))).toThrow(
      "Use tf.scatterND",
    );
  });
});
