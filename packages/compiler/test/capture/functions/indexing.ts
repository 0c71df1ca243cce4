// Functions of tfjs that read, write, count, sort or search by indices: what each is tried with. Not a test.
import * as tf from "@tensorflow/tfjs";
import { booleans, floats, type Input, integers } from "../agree.ts";
import { type FunctionCases, some, withoutTfjsGradient, x23 } from "./functionCase.ts";

const indices = integers([2, 2], 0, 3);
const none = "tfjs has none";

const given = (
  values: readonly number[],
  shape = [values.length],
  dtype: Input["dtype"] = "int32",
): Input => ({
  shape,
  dtype,
  values,
});

const sorted = (...values: number[]): Input => given(values, [2, values.length / 2], "float32");

const sides = [
  sorted(-1, 0, 0, 0.5, 2, -2, -1, -1, 1, 3),
  given([-3, 0, 0.25, 2, -1, 3, 9, 1], [2, 4], "float32"),
];

export const indexing: FunctionCases = {
  bincount: withoutTfjsGradient(none, some(
    (x, w) => [tf.bincount(x as tf.Tensor1D, w as tf.Tensor1D, 4), tf.bincount(x as tf.Tensor1D, tf.tensor1d([]), 5)],
    [integers([6], 0, 6), floats([6], 0, 1)],
  )), // biome-ignore format: a list
  broadcastArgs: some((a, b) => tf.broadcastArgs(a, b), [given([2, 1, 4]), given([3, 1])]),
  denseBincount: withoutTfjsGradient(none, some(
    (x, w) => [tf.denseBincount(x as tf.Tensor2D, w as tf.Tensor2D, 4), tf.denseBincount(x as tf.Tensor2D, tf.tensor2d([], [0, 0]), 5), tf.denseBincount(x as tf.Tensor2D, w as tf.Tensor2D, 4, true)],
    [integers([2, 5], 0, 6), floats([2, 5], 0, 1)],
  )), // biome-ignore format: a list
  gather: some(
    (x, i) => [tf.gather(x, i), tf.gather(x, i, 1), tf.gather(x, i, -1)],
    [floats([3, 4, 3]), indices],
    [integers([3, 3], 0, 9), integers([2], 0, 3)],
    [floats([3, 3]), integers([], 0, 3)],
  ),
  "gather with batch dimensions": withoutTfjsGradient(
    "tfjs ignores the batch dimensions",
    some(
      (x, i) => [
        tf.gather(x, i, 1, 1),
        tf.gather(x, i, 2, 1),
        tf.gather(x, i, 2, 2),
        tf.gather(x, i, -1, -1),
      ],
      [floats([2, 3, 4, 3]), integers([2, 3, 2], 0, 3)],
    ),
  ),
  gatherND: withoutTfjsGradient(
    none,
    some(
      (x, i) => tf.gatherND(x, i),
      [floats([3, 3]), indices],
      [floats([3, 3, 2]), indices],
      [floats([3, 4]), integers([2, 2, 1], 0, 3)],
    ),
  ),
  lowerBound: some((s, v) => tf.lowerBound(s, v), sides),
  oneHot: some(
    (i) => [tf.oneHot(i, 4), tf.oneHot(i, 3, 2, -1, "float32")],
    [integers([2, 3], 0, 4)],
    [integers([5], -1, 6)],
  ),
  scatterND: withoutTfjsGradient(
    none,
    some(
      (i, updates) => [tf.scatterND(i, updates, [4, 3])],
      [integers([3, 1], 0, 4), floats([3, 3])],
      [integers([5, 2], 0, 3), floats([5])],
    ),
  ),
  searchSorted: some(
    (s, v) => [tf.searchSorted(s, v, "left"), tf.searchSorted(s, v, "right")],
    sides,
    [floats([1, 1]), floats([1, 3])],
    [given([1, 3, 3, 4], [1, 4]), given([0, 1, 2, 3, 4, 5], [1, 6])],
  ),
  sparseToDense: withoutTfjsGradient(
    none,
    some(
      (i, v, otherwise) => tf.sparseToDense(i, v, i.rank === 2 ? [4, 5] : [6], otherwise as tf.Scalar),
      [given([0, 1, 2, 4, 0, 1], [3, 2]), floats([3]), floats([])],
      [given([4, 1, 4]), floats([3]), floats([])],
      [given([4, 1]), floats([]), floats([], 0, 1, 3)],
    ),
  ),
  tensorScatterUpdate: withoutTfjsGradient(
    none,
    some(
      (x, i, updates) => tf.tensorScatterUpdate(x, i, updates),
      [floats([4, 3]), given([2, 0, 2], [3, 1]), floats([3, 3], 3, 5)],
      [floats([4, 3]), given([2, 0, 2, 1, 2, 0], [3, 2]), floats([3], 3, 5)],
      [integers([4], 0, 9), given([3, 1], [2, 1]), integers([2], 10, 20)],
      [booleans([3]), given([1], [1, 1]), booleans([1], 3)],
    ),
  ),
  topk: withoutTfjsGradient(
    none,
    some(
      (x) => [1, 2, 3].flatMap((k) => Object.values(tf.topk(x, k))),
      [x23],
      [integers([2, 5], 0, 3)],
      [floats([2, 2, 4])],
    ),
  ),
  unique: some(
    (x) => Object.values(tf.unique(x, x.rank - 1)),
    [integers([8], 0, 4)],
    [integers([2, 8], 0, 2)],
  ),
  unsortedSegmentSum: withoutTfjsGradient(
    "tfjs reads beyond the segments for ids out of range",
    some(
      (x, ids) => tf.unsortedSegmentSum(x, ids as tf.Tensor1D, 4),
      [floats([5, 2]), integers([5], 0, 4)],
      [floats([5]), integers([5], -1, 5)],
    ),
  ),
  upperBound: some((s, v) => tf.upperBound(s, v), sides),
  "math.confusionMatrix": some(
    (a, b) => tf.math.confusionMatrix(a as tf.Tensor1D, b as tf.Tensor1D, 3),
    [integers([5], 0, 3), integers([5], 0, 3, 4)],
  ),
  "sparse.sparseSegmentMean": withoutTfjsGradient(
    none,
    some((x, i, s) => tf.sparse.sparseSegmentMean(x as tf.Tensor2D, i as tf.Tensor1D, s as tf.Tensor1D), [
      floats([4, 2]), given([3, 0, 1, 1]), given([0, 0, 2, 2]),
    ]),
  ), // biome-ignore format: a list
  "sparse.sparseSegmentSum": withoutTfjsGradient(
    none,
    some((x, i, s) => tf.sparse.sparseSegmentSum(x as tf.Tensor2D, i as tf.Tensor1D, s as tf.Tensor1D), [
      floats([4, 2]), given([3, 0, 1, 1]), given([0, 0, 2, 2]),
    ]),
  ), // biome-ignore format: a list
};
