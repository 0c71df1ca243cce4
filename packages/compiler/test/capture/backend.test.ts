// The lazy backend as tfjs sees it: reading, moving, disposing, and being the default only where nothing else is.
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { asTensor } from "../../src/capture/asTensor.ts";
import { capturing } from "../../src/capture/capturing.ts";
import { dataTensor, isKnown, parameterTensor, valuesOf } from "../../src/capture/inputs.ts";
import { nodeOf, tensorOf } from "../../src/capture/tensors.ts";
import "../../src/chained/chainedMethods.ts";
import { makeNode } from "../../src/program/node.ts";

describe("the backend named nutmeg", () => {
  it("is tfjs's default when it is the only one", () => {
    expect(tf.ones([3]).dataSync()).toEqual(Float64Array.of(1, 1, 1));
    expect(tf.getBackend()).toBe("nutmeg");
  });

  it("reads a literal that tfjs rounded to float32 as the decimal that was written", () => {
    expect(tf.mul(tf.scalar(0.1), 3).dataSync()[0]).toBe(0.1 * 3);
    expect(Array.from(tf.tensor1d([1.1, -2.35, 1e-20, 16777217.5, 3e38]).dataSync())).toEqual([
      1.1, -2.35, 1e-20, 16777218, 3e38,
    ]);
  });

  it("keeps float64 values of numbers and arrays given to asTensor", () => {
    const values = Float64Array.of(Math.PI, 1 / 3, 1e-300);
    expect(asTensor(values).dataSync()).toEqual(values);
    expect(asTensor(Math.E).add(1).dataSync()[0]).toBe(Math.E + 1);
  });

  it("reads int32 as Int32Array and bool as Uint8Array, like tfjs's own backends", async () => {
    expect(tf.tensor1d([1, 2], "int32").dataSync()).toEqual(Int32Array.of(1, 2));
    expect(tf.less([1, 2], [2, 2]).dataSync()).toEqual(Uint8Array.of(1, 0));
    expect(await tf.tensor1d([1, 2]).data()).toEqual(Float64Array.of(1, 2));
    expect(tf.tensor2d([[1, 2], [3, 4]]).arraySync()).toEqual([[1, 2], [3, 4]]); // biome-ignore format: matrices
  });

  it("does not see what a caller writes later into an array that it was given, or that it gave", () => {
    const source = Float64Array.of(1, 2);
    const [ours, through] = [asTensor(source), tf.tensor1d(Float32Array.from(source))];
    source[0] = 9;
    const read = ours.dataSync();
    read[1] = 9;
    expect(valuesOf(ours)).toEqual(Float64Array.of(1, 2));
    expect(valuesOf(through)).toEqual(Float64Array.of(1, 2));
  });

  it("computes nothing before something is read", () => {
    let reads = 0;
    const attributes = {
      get values() {
        reads++;
        return new Float64Array(2);
      },
    };
    const node = makeNode("constant", [], attributes, [2], "float64");
    const sum = capturing(() => tf.sum(tf.exp(tensorOf(node))));
    expect(reads).toBe(0);
    expect(sum.dataSync()[0]).toBe(2);
    expect(reads).toBe(1);
  });

  it("releases everything that a tf.tidy disposes, and leaks nothing from one capture to the next", () => {
    const capture = () =>
      tf.tidy(() => {
        capturing(() => nodeOf(tf.logSumExp(tf.mul(parameterTensor("x", [3]), tf.tensor1d([1, 2, 3])))));
      });
    capture();
    const before = tf.memory();
    for (let i = 0; i < 50; i++) capture();
    const after = tf.memory();
    expect([after.numTensors, after.numDataBuffers]).toEqual([before.numTensors, before.numDataBuffers]);
    expect(tf.engine().findBackend("nutmeg").numDataIds()).toBe(before.numDataBuffers);
  });

  it("passes tfjs's own check for kernels that leak data", () => {
    tf.env().set("IS_TEST", true);
    expect(() => tf.moments(tf.stack([tf.range(0, 3), tf.ones([3])])).variance.dataSync()).not.toThrow();
    tf.env().set("IS_TEST", false);
  });

  it("counts references of variables, clones and disposals as tfjs expects", () => {
    const x = tf.tensor1d([1, 2]);
    const variable = tf.variable(x);
    x.dispose();
    expect(variable.dataSync()).toEqual(Float64Array.of(1, 2));
    variable.assign(tf.tensor1d([3, 4]));
    expect(variable.add(1).dataSync()).toEqual(Float64Array.of(4, 5));
    variable.dispose();
  });

  it("has the precision and the timer that tfjs asks a backend for", async () => {
    const backend = tf.engine().findBackend("nutmeg");
    expect([backend.floatPrecision(), backend.epsilon()]).toEqual([32, 1e-7]);
    expect((await tf.time(() => tf.ones([2]))).kernelMs).toBeGreaterThanOrEqual(0);
  });

  it("refuses strings and complex numbers with the way out", () => {
    expect(() => tf.tensor1d(["a"])).toThrow(/no tensors of dtype "string".*"float32"/);
    expect(() => tf.complex([1], [2])).toThrow(/cannot capture the tfjs kernel "Complex".*two tensors/);
  });

  it("gives data their value at capture, and parameters none", () => {
    const x = dataTensor("x", [1, 2, 3], [3]);
    const scaled = tf.mul(x, parameterTensor("slope", []));
    expect([isKnown(x), isKnown(scaled)]).toEqual([true, false]);
    expect(valuesOf(tf.sum(x))).toEqual(Float64Array.of(6));
    expect(() => valuesOf(scaled)).toThrow(/depends on "slope"/);
    expect(() => dataTensor("x", [1, 2], [3])).toThrow(
      'The data "x" has 2 values, but its shape [3] needs 3.',
    );
  });
});
