// Functions of tfjs that rearrange elements or make tensors: what each is tried with. Not a test.
import * as tf from "@tensorflow/tfjs";
import { floats, integers } from "../agree.ts";
import { type FunctionCases, some, whole, withoutTfjsGradient, x23 } from "./functionCase.ts";

const x234 = floats([2, 3, 4]);
const vector = floats([4], -2, 2, 3);

/** tf.pad1d and its kin: the generic function for tensors of one rank. */
const ranked = {
  concat1d: some((a) => tf.concat1d([a as tf.Tensor1D, a as tf.Tensor1D]), [vector]),
  concat2d: some((a) => tf.concat2d([a as tf.Tensor2D, a as tf.Tensor2D], 1), [x23]),
  concat3d: some((a) => tf.concat3d([a as tf.Tensor3D, a as tf.Tensor3D], 2), [x234]),
  concat4d: some((a) => tf.concat4d([a as tf.Tensor4D, a as tf.Tensor4D], 0), [floats([1, 2, 2, 2])]),
  pad1d: some((x) => tf.pad1d(x as tf.Tensor1D, [1, 2], 3), [vector]),
  pad2d: some((x) => tf.pad2d(x as tf.Tensor2D, [[1, 2], [0, 1]]), [x23]), // biome-ignore format: paddings
  pad3d: some((x) => tf.pad3d(x as tf.Tensor3D, [[1, 2], [0, 1], [0, 0]]), [x234]), // biome-ignore format: paddings
  pad4d: some((x) => tf.pad4d(x as tf.Tensor4D, [[1, 2], [0, 1], [0, 0], [1, 1]]), [floats([1, 2, 2, 2])]), // biome-ignore format: paddings
  reverse1d: some((x) => tf.reverse1d(x as tf.Tensor1D), [vector]),
  reverse2d: some((x) => tf.reverse2d(x as tf.Tensor2D, 1), [x23]),
  reverse3d: some((x) => tf.reverse3d(x as tf.Tensor3D, [0, 2]), [x234]),
  reverse4d: some((x) => tf.reverse4d(x as tf.Tensor4D, -1), [floats([1, 2, 2, 3])]),
  slice1d: some((x) => tf.slice1d(x as tf.Tensor1D, 1, 2), [vector]),
  slice2d: some((x) => tf.slice2d(x as tf.Tensor2D, [1, 0], [1, 2]), [x23]),
  slice3d: some((x) => tf.slice3d(x as tf.Tensor3D, [1, 0, 2], [1, 2, 2]), [x234]),
  slice4d: some((x) => tf.slice4d(x as tf.Tensor4D, [0, 1, 0, 1], [1, 1, 2, 2]), [floats([1, 2, 2, 3])]),
} satisfies FunctionCases;

const made = {
  cosineWindow: some(() => tf.cosineWindow(5, 0.5, 0.4), []),
  diag: withoutTfjsGradient(
    "tfjs has none",
    some((x) => tf.diag(x), [floats([3])], [integers([2, 2], 0, 5)]),
  ),
  eye: some(() => [tf.eye(3), tf.eye(2, 3), tf.eye(2, 2, [3]), tf.eye(2, 2, undefined, "int32")], []),
  fill: some(() => [tf.fill([2, 3], 0.5), tf.fill([2], 3, "int32"), tf.fill([], 1)], []),
  linspace: some(() => [tf.linspace(0, 1, 5), tf.linspace(3, -2, 4), tf.linspace(2, 5, 1)], []),
  meshgrid: some(
    (v, w) => [...tf.meshgrid(v, w), ...tf.meshgrid(v, w, { indexing: "ij" }), ...tf.meshgrid(v)],
    [vector, floats([2])],
  ),
  ones: some(() => [tf.ones([2, 2]), tf.ones([2], "int32"), tf.ones([2], "bool")], []),
  onesLike: some((x) => tf.onesLike(x), [x23], [whole]),
  range: some(
    () => [tf.range(0, 5), tf.range(1, 2, 0.3), tf.range(5, 0, -2), tf.range(0, 6, 2, "int32")],
    [],
  ),
  scalar: some(() => [tf.scalar(2.5), tf.scalar(3, "int32"), tf.scalar(true)], []),
  tensor: some(() => [tf.tensor([1, 2, 3]), tf.tensor([1, 2], [2, 1], "int32")], []),
  tensor1d: some(() => tf.tensor1d([1, 2]), []),
  tensor2d: some(() => tf.tensor2d([[1, 2]]), []),
  tensor3d: some(() => tf.tensor3d([[[1, 2]]]), []),
  tensor4d: some(() => tf.tensor4d([1, 2], [1, 1, 1, 2]), []),
  tensor5d: some(() => tf.tensor5d([1, 2], [1, 1, 1, 1, 2]), []),
  tensor6d: some(() => tf.tensor6d([1, 2], [1, 1, 1, 1, 1, 2]), []),
  "signal.frame": some((x) => tf.signal.frame(x as tf.Tensor1D, 3, 2), [floats([7])]),
  "signal.hammingWindow": some(() => tf.signal.hammingWindow(5), []),
  "signal.hannWindow": some(() => tf.signal.hannWindow(4), []),
  zeros: some(() => [tf.zeros([3]), tf.zeros([2, 1], "bool")], []),
  zerosLike: some((x) => tf.zerosLike(x), [x23], [whole]),
} satisfies FunctionCases;

export const shapes: FunctionCases = {
  ...ranked,
  ...made,
  broadcastTo: some(
    (x) => [tf.broadcastTo(x, [2, 3]), tf.broadcastTo(x, [4, 2, 3])],
    [floats([1, 3])],
    [floats([3])],
  ),
  concat: some(
    (a, b) => [tf.concat([a, b], 1), tf.concat([a, b, a], -1)],
    [x23, floats([2, 2])],
    [whole, integers([2, 1], 0, 4)],
  ),
  ensureShape: some((x) => tf.ensureShape(x, [2, 3]), [x23]),
  expandDims: some((x) => [0, 1, -1].map((axis) => tf.expandDims(x, axis)), [x23]),
  mirrorPad: withoutTfjsGradient("tfjs gives only that of the padded middle", some(
    (x) => [tf.mirrorPad(x, [[1, 1], [2, 1]], "reflect"), tf.mirrorPad(x, [[0, 2], [3, 1]], "symmetric")],
    [floats([2, 3])],
  )), // biome-ignore format: a list
  pad: some((x) => [tf.pad(x, [[1, 0], [2, 3]]), tf.pad(x, [[0, 1], [0, 0]], 1.5)], [x23]), // biome-ignore format: a list
  reshape: some((x) => [tf.reshape(x, [3, -1]), tf.reshape(x, [6])], [x23]),
  reverse: some((x) => [tf.reverse(x), tf.reverse(x, 0), tf.reverse(x, [-1, 1])], [floats([2, 3, 2])]),
  slice: some(
    (x) => [
      tf.slice(x, [1, 0, 2], [1, 2, 2]),
      tf.slice(x, [0, 1], [-1, 2]),
      tf.slice(x, 1),
      tf.slice(x, [0, 3, 0], [2, 0, 4]),
    ],
    [x234],
  ),
  split: some(
    (x) => [...tf.split(x, 2, 1), ...tf.split(x, [1, 3], -1), ...tf.split(x, [2, -1], 1)],
    [floats([3, 4])],
  ),
  squeeze: some((x) => [tf.squeeze(x), tf.squeeze(x, [0]), tf.squeeze(x, [2])], [floats([1, 3, 1])]),
  stack: some((a, b) => [0, 1, 2, -1].map((axis) => tf.stack([a, b], axis)), [x23, floats([2, 3], 0, 1, 4)]),
  stridedSlice: withoutTfjsGradient("tfjs has none", some(
    (x) => [
      tf.stridedSlice(x, [0, 1], [4, 5], [2, 2]), tf.stridedSlice(x, [3, 4], [0, 0], [-1, -2]),
      tf.stridedSlice(x, [1, 0], [2, 3], [1, 1], 0, 2, 0, 0, 1), tf.stridedSlice(x, [0, 0], [4, 5], [1, 1]),
      tf.stridedSlice(x, [1], [3], [1]), tf.stridedSlice(x, [1, 2], [9, 9], [1, 1], 1), tf.stridedSlice(x, [-1, -2], [-5, 0], [-2, -1], 0, 1),
      tf.stridedSlice(x, [0, 0, 1], [0, 0, 4], [1, 1, 2], 0, 0, 1, 2), tf.stridedSlice(x, [1, 0], [3, 0], [1, 1], 0, 0, 2),
    ],
    [floats([4, 5])],
  )), // biome-ignore format: a list
  tile: some((x) => [tf.tile(x, [2, 3]), tf.tile(x, [1, 2])], [x23], [floats([1, 3])], [floats([2, 1])]),
  transpose: some((x) => [tf.transpose(x), tf.transpose(x, [1, 0, 2])], [x234]),
  unstack: some((x) => [...tf.unstack(x), ...tf.unstack(x, -1)], [floats([2, 3, 2])]),
};
