// Tensors of the lazy backend beside those of a user's other backend: neither disturbs the other.
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { asTensor } from "../../src/capture/asTensor.ts";
import { capturing } from "../../src/capture/capturing.ts";
import { parameterTensor, valuesOf } from "../../src/capture/inputs.ts";
import { isOurs } from "../../src/capture/tensors.ts";

describe("beside a backend of the user's", () => {
  beforeAll(() => {
    tf.env().set("PROD", true); // the cpu backend greets on the console otherwise
  });

  it("that backend stays the default, before and after a capture", () => {
    expect(capturing(() => tf.ones([2]).dataSync())).toBeInstanceOf(Float64Array);
    const y = tf.add(tf.tensor1d([1, 2]), 1);
    expect(tf.getBackend()).toBe("cpu");
    expect([isOurs(y), y.dataSync()]).toEqual([false, Float32Array.of(2, 3)]);
  });

  it("a tensor of the user's that a capture used still works there, with the same values", () => {
    const x = tf.tensor2d([[0.1, 0.2], [0.3, 0.4]]); // biome-ignore format: a matrix
    const total = capturing(() => valuesOf(tf.sum(x)));
    expect(total[0]).toBe(0.1 + 0.2 + 0.3 + 0.4);
    expect(tf.sum(x).dataSync()).toEqual(Float32Array.of(1));
    expect(Array.from(x.dataSync())).toEqual([0.1, 0.2, 0.3, 0.4].map(Math.fround));
  });

  it("tensors that share data over there but differ in shape or dtype are told apart here", () => {
    const x = tf.tensor1d([1, 2, 3, 4], "int32");
    const [square, float] = [tf.reshape(x, [2, 2]), tf.cast(x, "float32")];
    capturing(() => {
      expect(tf.sum(square, 0).arraySync()).toEqual([4, 6]);
      expect(tf.add(float, 0.5).dtype).toBe("float32");
      expect(tf.add(x, x).dtype).toBe("int32");
    });
  });

  it("our tensor used over there arrives as float32, and comes back with its float64 values", () => {
    const ours = asTensor(Float64Array.of(Math.PI, Math.E));
    const doubled = tf.mul(ours, 2);
    expect([isOurs(ours), isOurs(doubled)]).toEqual([false, false]);
    expect(doubled.dataSync()).toEqual(Float32Array.of(2 * Math.PI, 2 * Math.E));
    expect(ours.dataSync()).toBeInstanceOf(Float32Array);
    expect(valuesOf(ours)).toEqual(Float64Array.of(Math.PI, Math.E));
  });

  it("a tensor that depends on a parameter cannot go there, and the message names the parameter", () => {
    const theta = parameterTensor("theta", [2]);
    expect(() => tf.mul(theta, 2)).toThrow(
      /depends on "theta" was given to an op of the tfjs backend "cpu", at .*besideAnotherBackend\.test\.ts:\d+:\d+, which needs its value/,
    );
    expect(capturing(() => tf.mul(theta, 2)).shape).toEqual([2]);
  });

  it("its gradients still work, also through captured kernels", () => {
    const gradient = tf.grad((x) => tf.sum(tf.square(x)));
    expect(gradient(tf.tensor1d([1, 2])).dataSync()).toEqual(Float32Array.of(2, 4));
    const ours = capturing(() => gradient(asTensor([1, 2])).dataSync());
    expect(ours).toEqual(Float64Array.of(2, 4));
  });

  it("its chained methods stay, and ours work on the same tensors", () => {
    expect(tf.tensor1d([1, 2]).add(1).dataSync()).toEqual(Float32Array.of(2, 3));
  });
});
