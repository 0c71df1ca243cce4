import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { asTensor, capturing, dataTensor, isKnown, parameterTensor, valuesOf } from "../../src/index.ts";

describe("the backend", () => {
  it("is the default when it is the only one", () => {
    expect(tf.ones([3]).dataSync()).toEqual(Float64Array.of(1, 1, 1));
    expect(tf.getBackend()).toBe("nutmeg");
  });
  it("keeps 0.1", () => {
    expect(tf.mul(tf.scalar(0.1), 3).dataSync()[0]).toBe(0.1 * 3);
    const p = parameterTensor("loc", []);
    const f = () => tf.add(p, 1).dataSync();
    expect(f).toThrow(/depends on "loc" was read while.*tf\.where/s);
  });
});
