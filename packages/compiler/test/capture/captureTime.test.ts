// Capture records and computes nothing: its time does not grow with the data.
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { asTensor } from "../../src/capture/asTensor.ts";
import { capturing } from "../../src/capture/capturing.ts";
import { dataTensor, parameterTensor } from "../../src/capture/inputs.ts";
import { nodeOf } from "../../src/capture/tensors.ts";
import { topologicalOrder } from "../../src/program/program.ts";

/** The flagship's likelihood. */
function likelihood(x: tf.Tensor) {
  const [weights, loc, scale] = ["w", "loc", "scale"].map((name) => parameterTensor(name, [3])) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const z = tf.div(tf.sub(tf.expandDims(x, -1), loc), tf.exp(scale));
  const terms = tf.sub(tf.add(tf.logSoftmax(weights), tf.mul(-0.5, tf.square(z))), scale);
  return nodeOf(tf.sum(tf.logSumExp(terms, -1)));
}

/** The fastest of some runs, in milliseconds: what the machine needs when nothing disturbs it. */
function fastest(run: () => void, times = 15): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

describe("the time to capture", () => {
  it("does not grow with the number of data", () => {
    const capture = (size: number) => {
      const values = new Float64Array(size).fill(0.3);
      return fastest(() => capturing(() => likelihood(dataTensor("x", values, [size]))));
    };
    capture(10);
    const [small, large] = [capture(2_500), capture(1_000_000)];
    expect(large).toBeLessThan(2 * small + 0.2);
  });

  it("grows only by a copy when tfjs or asTensor is given the array itself", () => {
    const float32 = new Float32Array(1_000_000).fill(0.3);
    const float64 = new Float64Array(1_000_000).fill(0.3);
    const copy = fastest(() => float64.slice());
    expect(fastest(() => capturing(() => likelihood(tf.tensor1d(float32))))).toBeLessThan(5 * copy + 2);
    expect(fastest(() => capturing(() => likelihood(asTensor(float64))))).toBeLessThan(5 * copy + 2);
  });

  it("goes into few nodes: those of the formula", () => {
    const node = capturing(() => likelihood(dataTensor("x", new Float64Array(100), [100])));
    expect(topologicalOrder([node]).length).toBeLessThan(50);
  });
});
