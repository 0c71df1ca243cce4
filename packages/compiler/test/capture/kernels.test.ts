// Every captured kernel against tfjs's cpu backend: shape, dtype and values.
import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { asTensor } from "../../src/capture/asTensor.ts";
import { capturing } from "../../src/capture/capturing.ts";
import { kernels } from "../../src/capture/registration.ts";
import { booleans, expectAgreement, floats, type Input, integers, type Op } from "./agree.ts";

/** What each kernel is tried with: the op that runs it, and one or more sets of inputs. */
interface Case {
  readonly op: Op;
  readonly inputs: readonly (readonly Input[])[];
}

const some = (op: Op, ...inputs: readonly Input[][]): Case => ({ op, inputs });
const x23 = floats([2, 3]);
const whole = integers([2, 3], -4, 5);

/** A unary op on floats in an interval where it is defined, on a scalar too. */
const unary = (op: (x: tf.Tensor) => tf.Tensor, low = -2, high = 2): Case =>
  some(op, [floats([2, 3], low, high)], [floats([], low, high, 5)], [floats([4, 1, 2], low, high, 9)]);

/** A binary op on pairs of shapes that broadcast. */
const binary = (op: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor, low = -2, high = 2): Case =>
  some(
    op,
    [floats([2, 3], low, high), floats([2, 3], low, high, 2)],
    [floats([2, 3], low, high), floats([3], low, high, 3)],
    [floats([2, 1], low, high), floats([1, 4], low, high, 4)],
    [floats([], low, high), floats([3], low, high, 5)],
  );

const comparison = (op: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor): Case =>
  some(op, [integers([2, 3], 0, 3), integers([3], 0, 3, 2)], [x23, floats([2, 1], -2, 2, 8)], [x23, x23]);

const logical = (op: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor): Case =>
  some(op, [booleans([2, 3]), booleans([3], 2)]);

/** A reduction over every kind of axis argument. */
const reduction = (
  op: (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor,
  input: Input = floats([2, 3, 4]),
): Case => some((x) => [op(x), op(x, 0), op(x, -1), op(x, [0, 2], true), op(x, [1, 2])], [input]);

const indices = integers([2, 2], 0, 3);

const cases: Record<string, Case> = {
  Abs: some((x) => tf.abs(x), [x23], [whole]),
  Acos: unary(tf.acos, -1, 1),
  Acosh: unary(tf.acosh, 1, 5),
  Add: binary(tf.add),
  AddN: some((a, b, c) => tf.addN([a, b, c]), [x23, floats([2, 3], 0, 1, 2), floats([2, 3], 0, 1, 3)]),
  All: reduction(tf.all, booleans([2, 3, 4])),
  Any: reduction(tf.any, booleans([2, 3, 4])),
  ArgMax: some(
    (x) => [0, 1, -1].map((axis) => tf.argMax(x, axis)),
    [floats([2, 3, 4])],
    [integers([3, 3], 0, 2)],
  ),
  ArgMin: some(
    (x) => [0, 1, -1].map((axis) => tf.argMin(x, axis)),
    [floats([2, 3, 4])],
    [integers([3, 3], 0, 2)],
  ),
  Asin: unary(tf.asin, -1, 1),
  Asinh: unary(tf.asinh),
  Atan: unary(tf.atan),
  Atan2: binary(tf.atan2),
  Atanh: unary(tf.atanh, -0.9, 0.9),
  BatchMatMul: some(
    (a, b) => [tf.matMul(a, b), tf.matMul(a, tf.transpose(b, [0, 2, 1]), false, true),
      tf.matMul(tf.transpose(a, [0, 2, 1]), b, true)],
    [floats([2, 3, 4]), floats([2, 4, 2], -2, 2, 3)],
    [floats([1, 3, 4]), floats([2, 4, 1], -2, 2, 3)],
  ), // biome-ignore format: a list
  Cast: some(
    (x) => (["int32", "bool", "float32"] as const).map((dtype) => tf.cast(x, dtype)),
    [floats([5], -3, 3)],
    [integers([4], -1, 2)],
    [booleans([4])],
  ),
  Ceil: unary(tf.ceil),
  ClipByValue: some((x) => tf.clipByValue(x, -1, 1), [x23]),
  Concat: some((a, b) => [tf.concat([a, b], 1), tf.concat([a, b, a], -1)], [x23, floats([2, 2])]),
  Cos: unary(tf.cos),
  Cosh: unary(tf.cosh),
  Cumsum: some(
    (x) => [tf.cumsum(x, 0), tf.cumsum(x, 1, true), tf.cumsum(x, 1, false, true)],
    [floats([3, 4])],
    [integers([3, 2], 0, 5)],
  ),
  Diag: some((x) => tf.diag(x), [floats([3])], [integers([2, 2], 0, 5)]),
  Einsum: some(
    (a, b) => [tf.einsum("ij,jk->ik", a, b), tf.einsum("ij->ji", a), tf.einsum("ij,ij->i", a, a)],
    [x23, floats([3, 4])],
  ),
  Elu: unary(tf.elu),
  Equal: comparison(tf.equal),
  Erf: unary(tf.erf),
  Exp: unary(tf.exp),
  ExpandDims: some((x) => [0, 1, -1].map((axis) => tf.expandDims(x, axis)), [x23]),
  Expm1: unary(tf.expm1),
  Fill: some(() => [tf.fill([2, 3], 0.5), tf.fill([2], 3, "int32"), tf.fill([], 1)], []),
  Floor: unary(tf.floor),
  FloorDiv: some(
    (a, b) => tf.floorDiv(a, b),
    [whole, integers([3], 1, 4, 2)],
    [whole, integers([2, 1], -4, -1)],
  ),
  GatherNd: some(
    (x, i) => tf.gatherND(x, i),
    [floats([3, 3]), indices],
    [floats([3, 3, 2]), indices],
    [floats([3, 4]), integers([2, 2, 1], 0, 3)],
  ),
  GatherV2: some(
    (x, i) => [tf.gather(x, i), tf.gather(x, i, 1), tf.gather(x, i, -1)],
    [floats([3, 4, 3]), indices],
    [integers([3, 3], 0, 9), integers([2], 0, 3)],
    [floats([3, 3]), integers([], 0, 3)],
  ),
  "GatherV2 with batch dimensions": some(
    (x, i) => [tf.gather(x, i, 1, 1), tf.gather(x, i, 2, 1), tf.gather(x, i, 2, 2), tf.gather(x, i, -1, -1)],
    [floats([2, 3, 4, 3]), integers([2, 3, 2], 0, 3)],
  ),
  Greater: comparison(tf.greater),
  GreaterEqual: comparison(tf.greaterEqual),
  Identity: some((x) => tf.clone(x), [x23], [whole]),
  IsFinite: some((x) => tf.isFinite(tf.div(x, tf.sub(x, x))), [x23]),
  IsInf: some((x) => tf.isInf(tf.div(x, tf.sub(x, x))), [x23]),
  IsNan: some((x) => tf.isNaN(tf.log(x)), [x23]),
  LeakyRelu: unary((x) => tf.leakyRelu(x, 0.3)),
  Less: comparison(tf.less),
  LessEqual: comparison(tf.lessEqual),
  LinSpace: some(() => [tf.linspace(0, 1, 5), tf.linspace(3, -2, 4), tf.linspace(2, 5, 1)], []),
  Log: unary(tf.log, 0.1, 4),
  Log1p: unary(tf.log1p, -0.9, 4),
  LogicalAnd: logical(tf.logicalAnd),
  LogicalNot: some((x) => tf.logicalNot(x), [booleans([5])]),
  LogicalOr: logical(tf.logicalOr),
  LogicalXor: logical(tf.logicalXor),
  LogSoftmax: some((x) => tf.logSoftmax(x), [x23]),
  Max: reduction(tf.max),
  Maximum: binary(tf.maximum),
  Mean: reduction(tf.mean),
  Min: reduction(tf.min),
  Minimum: binary(tf.minimum),
  MirrorPad: some(
    (x) => [tf.mirrorPad(x, [[1, 1], [2, 1]], "reflect"), tf.mirrorPad(x, [[0, 2], [3, 1]], "symmetric")],
    [floats([2, 3])],
  ), // biome-ignore format: a list
  Mod: some((a, b) => tf.mod(a, b), [whole, integers([3], 1, 4, 2)], [x23, floats([2, 1], -2, -1)]),
  Multiply: binary(tf.mul),
  Neg: some((x) => tf.neg(x), [x23], [whole]),
  NotEqual: comparison(tf.notEqual),
  OneHot: some(
    (i) => [tf.oneHot(i, 4), tf.oneHot(i, 3, 2, -1, "float32")],
    [integers([2, 3], 0, 4)],
    [integers([5], -1, 6)],
  ),
  OnesLike: some((x) => tf.onesLike(x), [x23], [whole]),
  Pack: some((a, b) => [0, 1, 2].map((axis) => tf.stack([a, b], axis)), [x23, floats([2, 3], 0, 1, 4)]),
  PadV2: some((x) => [tf.pad(x, [[1, 0], [2, 3]]), tf.pad(x, [[0, 1], [0, 0]], 1.5)], [x23]), // biome-ignore format: a list
  Pow: some(
    (a, b) => tf.pow(a, b),
    [floats([2, 3], 0.1, 3), floats([3], -2, 2)],
    [integers([4], 0, 4), integers([4], 0, 4, 3)],
    [floats([4], -3, -1), integers([4], 0, 4)],
  ),
  Prelu: some((x, alpha) => tf.prelu(x, alpha), [x23, floats([3], 0, 1)]),
  Prod: reduction(tf.prod),
  Range: some(
    () => [tf.range(0, 5), tf.range(1, 2, 0.3), tf.range(5, 0, -2), tf.range(0, 6, 2, "int32")],
    [],
  ),
  RealDiv: binary(tf.div, 0.5, 3),
  Reciprocal: unary(tf.reciprocal, 0.5, 2),
  Relu: some((x) => tf.relu(x), [x23], [whole]),
  Relu6: unary(tf.relu6, -3, 9),
  Reshape: some(
    (x) => [tf.reshape(x, [3, -1]), tf.reshape(x, [6]), tf.squeeze(tf.reshape(x, [1, 6, 1]))],
    [x23],
  ),
  Reverse: some((x) => [tf.reverse(x), tf.reverse(x, 0), tf.reverse(x, [-1, 1])], [floats([2, 3, 2])]),
  Round: some(
    (x) => tf.round(x),
    [{ shape: [6], dtype: "float32", values: [-1.5, -0.5, 0.5, 1.5, 2.5, 0.4] }],
    [whole],
  ),
  Rsqrt: unary(tf.rsqrt, 0.5, 3),
  ScatterNd: some(
    (i, updates) => [tf.scatterND(i, updates, [4, 3])],
    [integers([3, 1], 0, 4), floats([3, 3])],
    [integers([5, 2], 0, 3), floats([5])],
  ),
  Select: some(
    (c, a, b) => tf.where(c, a, b),
    [booleans([2, 3]), x23, floats([2, 3], 0, 1, 5)],
    [booleans([3]), x23, floats([], 0, 1)],
  ),
  Selu: unary(tf.selu),
  Sigmoid: unary(tf.sigmoid, -5, 5),
  Sign: some((x) => tf.sign(x), [x23], [whole]),
  Sin: unary(tf.sin),
  Sinh: unary(tf.sinh),
  Slice: some(
    (x) => [
      tf.slice(x, [1, 0, 2], [1, 2, 2]),
      tf.slice(x, [0, 1], [-1, 2]),
      tf.slice(x, 1),
      tf.slice(x, [0, 3, 0], [2, 0, 4]),
    ],
    [floats([2, 3, 4])],
  ),
  Softmax: some((x) => tf.softmax(x), [x23], [floats([2, 2, 3])]),
  Softplus: unary(tf.softplus, -20, 20),
  SplitV: some(
    (x) => [...tf.split(x, 2, 1), ...tf.split(x, [1, 3], -1), ...tf.split(x, [2, -1], 1)],
    [floats([3, 4])],
  ),
  Sqrt: unary(tf.sqrt, 0, 4),
  Square: some((x) => tf.square(x), [x23], [whole]),
  SquaredDifference: binary(tf.squaredDifference),
  Step: some((x) => tf.step(x, 0.3), [x23]),
  StridedSlice: some(
    (x) => [
      tf.stridedSlice(x, [0, 1], [4, 5], [2, 2]), tf.stridedSlice(x, [3, 4], [0, 0], [-1, -2]),
      tf.stridedSlice(x, [1, 0], [2, 3], [1, 1], 0, 2, 0, 0, 1), tf.stridedSlice(x, [0, 0], [4, 5], [1, 1]),
      tf.stridedSlice(x, [1], [3], [1], 0, 0, 0, 0, 0),
    ],
    [floats([4, 5])],
  ), // biome-ignore format: a list
  Sub: binary(tf.sub),
  Sum: some(
    (x) => [tf.sum(x), tf.sum(x, 0), tf.sum(x, [-1, 0], true)],
    [floats([2, 3, 4])],
    [whole],
    [booleans([2, 3])],
  ),
  Tan: unary(tf.tan, -1.4, 1.4),
  Tanh: unary(tf.tanh),
  Tile: some((x) => [tf.tile(x, [2, 3]), tf.tile(x, [1, 2])], [x23], [floats([1, 3])], [floats([2, 1])]),
  Transpose: some((x) => [tf.transpose(x), tf.transpose(x, [1, 0, 2])], [floats([2, 3, 4])]),
  Unpack: some((x) => [...tf.unstack(x), ...tf.unstack(x, -1)], [floats([2, 3, 2])]),
  UnsortedSegmentSum: some(
    (x, ids) => tf.unsortedSegmentSum(x, ids as tf.Tensor1D, 4),
    [floats([5, 2]), integers([5], 0, 4)],
    [floats([5]), integers([5], -1, 5)],
  ),
  ZerosLike: some((x) => tf.zerosLike(x), [x23], [whole]),
};

describe("a captured kernel agrees with tfjs's cpu backend in shape, dtype and values", () => {
  const run = new Set<string>();
  for (const name of Object.keys(kernels)) {
    const config = tf.getKernel(name, "nutmeg");
    const { kernelFunc } = config;
    config.kernelFunc = (call) => {
      run.add(name);
      return kernelFunc(call);
    };
  }

  for (const [name, { op, inputs }] of Object.entries(cases)) {
    it(`${name}`, () => {
      for (const set of inputs) expectAgreement(op, set);
    });
  }

  it("every kernel that can be captured was tried", () => {
    const untried = Object.keys(kernels).filter((name) => !run.has(name));
    // tfjs-core's own ops write these with others: they have tests of their own below.
    expect(untried).toEqual(["LogicalXor", "LogSoftmax", "BroadcastTo"]);
  });
});

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
});
