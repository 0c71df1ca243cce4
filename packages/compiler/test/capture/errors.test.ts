// What a user is told about reads of captured values and about kernels that are not captured.
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { capturing } from "../../src/capture/capturing.ts";
import { parameterTensor } from "../../src/capture/inputs.ts";
import { kernelNames, kernels } from "../../src/capture/registration.ts";
import { frameOfUser } from "../../src/capture/userFrame.ts";
import { UnsupportedError, UsageError } from "../../src/errors.ts";

describe("reading a tensor that depends on a parameter", () => {
  const captured =
    <T>(read: (x: tf.Tensor) => T) =>
    (): T =>
      capturing(() => read(tf.mul(parameterTensor("loc", [2]), parameterTensor("scale", []))));

  it("names the parameters, the user's line and the way out", () => {
    const branch = captured((x) => (tf.any(tf.greater(x, 0)).dataSync()[0] ? 1 : 2));
    expect(branch).toThrow(UsageError);
    expect(branch).toThrow(
      /depends on "loc", "scale" was read while the model was captured, at .*errors\.test\.ts:\d+:\d+\./,
    );
    expect(branch).toThrow("Use tf.where(condition, a, b) to choose between two results");
  });

  it("is an error however it is read", async () => {
    const reads: readonly ((x: tf.Tensor) => unknown)[] = [
      (x) => x.arraySync(),
      (x) => x.toString(),
      (x) => x.bufferSync(),
    ];
    for (const read of reads) expect(captured(read)).toThrow(/was read while the model was captured/);
    await expect(captured((x) => x)().data()).rejects.toThrow(/was read while the model was captured/);
  });
});

describe("a kernel that cannot be captured", () => {
  it("is named, with the user's line and what to use instead", () => {
    const both = () => tf.bitwiseAnd(tf.tensor1d([3], "int32"), tf.tensor1d([1], "int32"));
    expect(both).toThrow(UnsupportedError);
    expect(both).toThrow(
      /^Nutmeg cannot capture the tfjs kernel "BitwiseAnd" \(used at .*errors\.test\.ts:\d+:\d+\)\. Use tf\.mod/,
    );
  });

  it("without a hint of its own names the ops that can be captured", () => {
    expect(() => tf.maxPool(tf.ones<tf.Rank.R4>([1, 2, 2, 1]), 2, 1, "valid")).toThrow(
      /kernel "MaxPool".*elementwise functions, reductions, matMul, gather/,
    );
  });

  it("has an error of ours, whichever of tfjs-core's kernels it is", () => {
    const unsupported = kernelNames.filter((name) => !(name in kernels));
    expect(unsupported.length).toBeGreaterThan(60);
    for (const name of unsupported) {
      expect(() => tf.getKernel(name, "nutmeg").kernelFunc({ inputs: {}, backend: {} })).toThrow(`"${name}"`);
    }
  });
});

describe("shape errors of captured ops", () => {
  it("name the shapes", () => {
    const x = parameterTensor("x", [2, 3]);
    expect(() => capturing(() => tf.sum(x, 5))).toThrow("sum: axis 5 does not exist in a tensor of rank 2.");
    expect(() => capturing(() => tf.matMul(x, x))).toThrow(
      "matMul: inner dimensions of [2, 3] and [2, 3] do not agree.",
    );
    expect(() => capturing(() => tf.add(x, [1, 2]))).toThrow(
      "add: shapes [2, 3] and [2] do not broadcast together",
    );
    expect(() => capturing(() => tf.slice(x, [1, 0], [2, 1]))).toThrow(/begin\[0\] \+ size\[0\]/);
    expect(() => capturing(() => tf.concat([x, tf.ones([2])]))).toThrow(
      "concat: shapes [2, 3], [2] differ beyond axis 0.",
    );
  });
});

describe("the line of the user's code", () => {
  it("is the innermost frame that is neither tfjs nor Nutmeg, in the stacks of all engines", () => {
    const v8 = [
      "Error",
      "    at readError (file:///app/node_modules/@tensorflow/tfjs-core/dist/tf-core.node.js:1:1)",
      "    at model (file:///app/src/model.ts:12:7)",
      "    at node:internal/main:3:4",
    ];
    expect(frameOfUser(v8.join("\n"))).toBe("/app/src/model.ts:12:7");
    const firefox =
      "dataSync@http://localhost/node_modules/@tensorflow/tfjs-core/dist/tensor.js:9:2\nmodel@http://localhost/model.js:4:11";
    expect(frameOfUser(firefox)).toBe("http://localhost/model.js:4:11");
    expect(frameOfUser("    at C:\\work\\model.ts:3:5")).toBe("C:\\work\\model.ts:3:5");
    expect(frameOfUser("Error: no frames")).toBe(undefined);
  });

  it("skips the sources and builds of Nutmeg's packages", () => {
    const inside = new URL("../../src/capture/backend.ts", import.meta.url).href;
    const built = inside.replace("/src/", "/dist/");
    expect(
      frameOfUser(`at read (${inside}:1:2)\nat read (${built}:1:2)\nat main (file:///app/main.ts:5:6)`),
    ).toBe("/app/main.ts:5:6");
  });
});
