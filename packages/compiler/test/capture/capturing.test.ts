// The scope in which the lazy backend is current, and that it ends, also when the function throws.
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { capturing } from "../../src/capture/capturing.ts";

describe("capturing", () => {
  it("leaves tfjs free to choose its backend afterwards when it had not chosen one yet", () => {
    expect(tf.engine().backendName ?? null).toBe(null);
    expect(capturing(() => tf.getBackend())).toBe("nutmeg");
    expect(tf.engine().backendName).toBe(null);
    tf.registerBackend("other", () => new tf.KernelBackend(), 5);
    expect(() => tf.ones([1])).toThrow("'write' not yet implemented");
    expect(tf.getBackend()).toBe("other");
  });

  it("restores the current backend after a nested call, and after a throw", () => {
    expect(tf.getBackend()).toBe("other");
    expect(capturing(() => capturing(() => tf.ones([2]).dataSync()))).toEqual(Float64Array.of(1, 1));
    expect(() =>
      capturing(() => {
        throw new Error("inside");
      }),
    ).toThrow("inside");
    expect(tf.getBackend()).toBe("other");
  });

  it("refuses an asynchronous function, because the current backend is one for the whole process", () => {
    expect(() => capturing(async () => 1)).toThrow("returned a Promise. Await what it needs before");
  });
});
