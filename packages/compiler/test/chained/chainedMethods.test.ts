// The methods of tensors that are installed on tfjs-core alone: each equals its function.
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { asTensor } from "../../src/capture/asTensor.ts";
import { parameterTensor, valuesOf } from "../../src/capture/inputs.ts";
import { isOurs, nodeOf } from "../../src/capture/tensors.ts";
import { chainedMethods } from "../../src/chained/chainedMethods.ts";
import { installMethods } from "../../src/chained/installMethods.ts";
import { BINARY, REDUCTIONS, UNARY } from "../../src/chained/methods.ts";
import { topologicalOrder } from "../../src/program/program.ts";

const ops: Readonly<Record<string, unknown>> = tf;
const x = asTensor([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]); // biome-ignore format: a matrix
const values = (tensor: tf.Tensor): number[] => Array.from(valuesOf(tensor));
const call = (name: string, ...rest: unknown[]): tf.Tensor =>
  (x as unknown as Record<string, (...args: unknown[]) => tf.Tensor>)[name]?.(...rest) as tf.Tensor;

describe("a chained method gives what the function of the same name gives", () => {
  it("for functions of one tensor", () => {
    const boolean: readonly string[] = ["logicalNot"];
    for (const name of UNARY.filter((n) => !boolean.includes(n)))
      expect(values(call(name)), name).toEqual(values((ops[name] as (t: tf.Tensor) => tf.Tensor)(x)));
  });

  it("for functions of two tensors", () => {
    const special: readonly string[] = ["dot", "outerProduct", "logicalAnd", "logicalOr", "logicalXor"];
    for (const name of BINARY.filter((n) => !special.includes(n))) {
      const f = ops[name] as (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
      expect(values(call(name, [2, 3, 0.5])), name).toEqual(values(f(x, asTensor([2, 3, 0.5]))));
    }
  });

  it("for reductions", () => {
    for (const name of REDUCTIONS) {
      const subject = name === "all" || name === "any" ? x.greater(0.3) : x;
      const f = ops[name] as (t: tf.Tensor, axis?: number, keepDims?: boolean) => tf.Tensor;
      expect(values((subject[name] as typeof x.sum)(-1, true)), name).toEqual(values(f(subject, -1, true)));
      expect((subject[name] as typeof x.sum)().shape, name).toEqual([]);
    }
  });

  it("for logic, products and shapes", () => {
    expect(values(x.greater(0.2).logicalAnd(x.less(0.5)))).toEqual([0, 0, 1, 1, 0, 0]);
    expect(values(x.greater(0.2).logicalNot().logicalXor([true, false, false]))).toEqual([0, 1, 0, 1, 0, 0]);
    expect(values(x.matMul(x, false, true).slice([0, 0], [1, 1]))[0]).toBeCloseTo(0.14, 15);
    expect(values(x.dot([1, 0, 0]))).toEqual([0.1, 0.4]);
    expect(x.as1D().outerProduct([1, 2]).shape).toEqual([6, 2]);
    expect(x.expandDims(-1).tile([1, 1, 4]).shape).toEqual([2, 3, 4]);
    expect([x.as3D(1, 2, 3).shape, x.as4D(1, 1, 2, 3).shape, x.as5D(1, 1, 1, 2, 3).shape]).toEqual([[1, 2, 3], [1, 1, 2, 3], [1, 1, 1, 2, 3]]); // biome-ignore format: shapes
    expect([x.transpose().shape, x.reshape([3, -1]).squeeze().shape, x.flatten().shape]).toEqual([
      [3, 2],
      [3, 2],
      [6],
    ]);
    expect([x.as2D(1, 6).asType("int32").dtype, x.toBool().dtype, x.toInt().toFloat().dtype]).toEqual([
      "int32",
      "bool",
      "float32",
    ]);
    expect([x.concat(x).shape, x.concat([x, x], 1).shape, x.stack(x, 1).shape, x.pad([[1, 0], [0, 0]]).shape]).toEqual([[4, 3], [2, 9], [2, 2, 3], [3, 3]]); // biome-ignore format: shapes
    expect([x.split(3, 1).length, x.unstack().length, x.broadcastTo([4, 2, 3]).shape]).toEqual([
      3,
      2,
      [4, 2, 3],
    ]);
    expect(values(x.sum().asScalar())).toEqual(values(tf.sum(x)));
    expect(x.reshapeAs(x.transpose<tf.Tensor>()).shape).toEqual([3, 2]);
  });

  it("for indices, choices and scans", () => {
    expect(values(x.gather([1, 0], 1))).toEqual([0.2, 0.1, 0.5, 0.4]);
    expect(values(x.where([true, false, true], 9))).toEqual([0.1, 9, 0.3, 0.4, 9, 0.6]);
    expect(values(x.argMax(1).oneHot(3, 1, 0))).toEqual([0, 0, 1, 0, 0, 1]);
    expect(values(x.argMin(0))).toEqual([0, 0, 0]);
    expect(values(x.mul(10).round().cumprod(1))).toEqual([1, 2, 6, 4, 20, 120]);
    expect(values(x.topk(2).values)).toEqual([0.3, 0.2, 0.6, 0.5]);
    expect(values(x.as1D().greater(0.2).cast("int32").unique().values)).toEqual([0, 1]);
    const [mean, variance] = [asTensor([0.1, 0.2, 0.3]), asTensor([1, 1, 1])] as [tf.Tensor1D, tf.Tensor1D];
    expect(x.batchNorm(mean, variance).shape).toEqual([2, 3]);
    expect(values(x.toInt().cumsum(1).add(1))).toEqual([1, 1, 1, 1, 1, 1]);
    expect(values(x.unsortedSegmentSum(Int32Array.of(1, 1), 2))).toEqual([
      0, 0, 0, 0.5, 0.7, 0.8999999999999999,
    ]);
    expect(values(x.stridedSlice([0, 0], [2, 3], [1, 2]).reverse(1))).toEqual([0.3, 0.1, 0.6, 0.4]);
    expect(values(x.clipByValue(0.2, 0.5).leakyRelu(0.2).step())).toEqual([1, 1, 1, 1, 1, 1]);
    expect(x.mirrorPad([[0, 1], [1, 1]], "reflect").shape).toEqual([3, 5]); // biome-ignore format: paddings
    expect(values(x.norm("euclidean", 1))).toEqual(values(tf.norm(x, "euclidean", 1)));
    expect(values(x.softmax().sum(1))[0]).toBeCloseTo(1, 15);
  });
});

describe("chained methods of Nutmeg's own", () => {
  it("keep the float64 value of a number, which the function alone would round to float32", () => {
    expect(values(asTensor(1).mul(Math.PI))).toEqual([Math.PI]);
    expect(values(asTensor(1).div([3, 7]))).toEqual([1 / 3, 1 / 7]);
  });

  it("bring the special functions, and logSumExp as one op", () => {
    expect(values(asTensor(5).lgamma())[0]).toBeCloseTo(Math.log(24), 14);
    expect(values(asTensor([0, 2]).xlogy([0, Math.E]))).toEqual([0, 2]);
    const ops = topologicalOrder([nodeOf(parameterTensor("p", [3]).logSumExp())]).map((node) => node.op);
    expect(ops).toEqual(["parameter", "logSumExp"]);
    expect(values(x.logSoftmax().logSumExp(1)).every((v) => Math.abs(v) < 1e-15)).toBe(true);
  });

  it("give tensors of the rank that is asked for, to the type checker too", () => {
    const means: tf.Tensor1D = x.mean(0);
    const row: tf.Tensor1D = asTensor([1, 2]).exp().as1D();
    const parts: tf.Tensor1D[] = x.unstack();
    expect([means.rank, row.rank, parts.length]).toEqual([1, 1, 2]);
  });

  it("say when their tensor was disposed", () => {
    const gone = asTensor([1]);
    gone.dispose();
    expect(() => gone.exp()).toThrow("Tensor is disposed.");
  });
});

describe("installing methods", () => {
  it("installs every method once, hidden from loops over a tensor's keys", () => {
    for (const name of Object.keys(chainedMethods)) expect(name in tf.Tensor.prototype).toBe(true);
    const keys: string[] = [];
    for (const key in x) keys.push(key);
    expect(keys).not.toContain("add");
  });

  it("leaves a method that exists alone", () => {
    const { add } = tf.Tensor.prototype;
    installMethods({ add: () => 0 });
    expect(tf.Tensor.prototype.add).toBe(add);
  });

  it("makes the result Nutmeg's even while another backend is current", () => {
    tf.registerBackend("other", () => new tf.KernelBackend(), 5);
    void tf.setBackend("other");
    expect(isOurs(x.add(1).exp())).toBe(true);
    expect(tf.getBackend()).toBe("other");
    void tf.setBackend("nutmeg");
  });
});
