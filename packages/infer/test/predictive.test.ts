// Prior and posterior predictive draws: shapes, moments, keys, and which sites come back.
import { Normal } from "@nutmeg-ppl/distributions";
import { deterministic, plate, sample } from "@nutmeg-ppl/model";
import type * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { Predictive } from "../src/index.ts";

function model({ n, y }: { n: number; y?: tf.Tensor1D }) {
  const mu = sample("mu", new Normal(2, 3));
  deterministic("shifted", mu.add(1));
  plate("data", n, () => sample("y", new Normal(mu, 1), { obs: y }));
}

function moments(values: ArrayLike<number>): { mean: number; sd: number } {
  const list = Array.from(values);
  const mean = list.reduce((a, b) => a + b, 0) / list.length;
  return { mean, sd: Math.sqrt(list.reduce((a, b) => a + (b - mean) ** 2, 0) / (list.length - 1)) };
}

describe("Predictive", () => {
  it("draws every site from the prior", async () => {
    const draws = await new Predictive(model, { numSamples: 4000 }).run(1, { n: 2 });
    expect(Object.keys(draws)).toEqual(["mu", "shifted", "y"]);
    expect(draws["y"]?.shape).toEqual([4000, 2]);
    const mu = moments(draws["mu"]?.dataSync() ?? []);
    // Standard errors: 3 / sqrt(4000) and 3 / sqrt(8000).
    expect(Math.abs(mu.mean - 2)).toBeLessThan(4 * 0.0475);
    expect(Math.abs(mu.sd - 3)).toBeLessThan(4 * 0.0336);
    expect(Math.abs(moments(draws["y"]?.dataSync() ?? []).sd - Math.sqrt(10))).toBeLessThan(0.2);
  });

  it("draws what was observed given draws of the latent sites", async () => {
    const mu = Float64Array.from({ length: 500 }, (_, i) => (i < 250 ? -5 : 5));
    const draws = await new Predictive(model, { posteriorSamples: { mu } }).run(2, { n: 3 });
    expect(Object.keys(draws)).toEqual(["shifted", "y"]);
    expect(draws["shifted"]?.dataSync()).toEqual(mu.map((value) => value + 1));
    const y = draws["y"]?.dataSync() ?? new Float32Array(0);
    expect(Math.abs(moments(y.subarray(0, 750)).mean + 5)).toBeLessThan(4 / Math.sqrt(750));
    expect(Math.abs(moments(y.subarray(750)).mean - 5)).toBeLessThan(4 / Math.sqrt(750));
  });

  it("keeps the axes of chains and draws", async () => {
    const mu = [
      [0, 1, 2],
      [3, 4, 5],
    ];
    const predictive = new Predictive(model, { posteriorSamples: { mu }, batchNdims: 2 });
    expect((await predictive.run(1, { n: 4 }))["y"]?.shape).toEqual([2, 3, 4]);
  });

  it("returns the sites that are asked for", async () => {
    const only = await new Predictive(model, { numSamples: 2, returnSites: ["y"] }).run(1, { n: 1 });
    expect(Object.keys(only)).toEqual(["y"]);
    const plain = await new Predictive(model, { numSamples: 2, excludeDeterministic: true }).run(1, { n: 1 });
    expect(Object.keys(plain)).toEqual(["mu", "y"]);
    await expect(
      new Predictive(model, { numSamples: 2, returnSites: ["z"] }).run(1, { n: 1 }),
    ).rejects.toThrow(/no site "z".*"mu"/);
  });

  it("gives the same draws for the same key and others for another", async () => {
    const draws = async (key: number) =>
      (await new Predictive(model, { numSamples: 5 }).run(key, { n: 2 }))["y"]?.dataSync();
    expect(await draws(3)).toEqual(await draws(3));
    expect(await draws(3)).not.toEqual(await draws(4));
  });

  it("refuses to run without draws and without a number", () => {
    expect(() => new Predictive(model, {})).toThrow(/posteriorSamples, or numSamples/);
    expect(() => new Predictive(model, { numSamples: 0 })).toThrow(/positive whole number/);
  });
});
