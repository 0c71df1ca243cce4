// logLikelihood, initializeModel and potentialEnergy on eight schools, against NumPyro 0.21.0 (float64, JAX 0.10.2).
import { sizeOf, UsageError } from "@nutmeg-ppl/compiler";
import { HalfCauchy, Normal, Poisson } from "@nutmeg-ppl/distributions";
import { factor, initToValue, type Model, plate, sample } from "@nutmeg-ppl/model";
import type * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import {
  initializeModel,
  logLikelihood,
  logLikelihoodChunks,
  type PosteriorSamples,
  potentialEnergy,
} from "../src/index.ts";

interface Data {
  readonly y?: tf.Tensor1D;
  readonly sigma: tf.Tensor1D;
}

function schools({ y, sigma }: Data): void {
  const mu = sample("mu", new Normal(0, 5));
  const tau = sample("tau", new HalfCauchy(5));
  plate("schools", 8, () => {
    const theta = sample("theta", new Normal(0, 1));
    sample("y", new Normal(mu.add(tau.mul(theta)), sigma), y ? { obs: y } : {});
  });
}

const data = { y: [28, 8, -3, 7, -1, 1, 18, 12], sigma: [15, 10, 16, 11, 9, 11, 10, 18] };
const ramp = (by: number): number[] => Array.from({ length: 8 }, (_, i) => by * i);
const draws: PosteriorSamples = { mu: [1.5, -0.5], tau: [2, 0.7], theta: [ramp(0.1), ramp(-0.2)] };

// numpyro.infer.log_likelihood(schools, draws, y, sigma)["y"]
const EXPECTED = [
  -5.187544289862438, -3.4199736261987184, -3.738421786694454, -3.4160486820361013, -3.1833853327631143,
  -3.3261313266642003, -4.391973626198718, -3.9371035009773805, -5.4319887343068824, -3.5947716261987184,
  -3.701153036694454, -3.576033806003043, -3.1161853327631146, -3.3368338060030434, -5.091701626198718,
  -4.089727575051454,
];
// numpyro.infer.util.potential_energy(schools, (y, sigma), {}, unconstrain_fn(...)) at the first draw
const POTENTIAL = 42.741760324953155;

function expectNear(found: ArrayLike<number>, expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  for (const [i, value] of expected.entries())
    expect(Math.abs((found[i] as number) - value)).toBeLessThanOrEqual(1e-13 * Math.abs(value));
}

describe("logLikelihood", () => {
  test("is NumPyro's, in the shape of draws and observations", async () => {
    const { y } = await logLikelihood(schools, draws, data);
    expect(y?.shape).toEqual([2, 8]);
    expectNear(y?.dataSync() ?? [], EXPECTED);
  });

  test("keeps chains apart when asked to", async () => {
    const chains = { mu: [[1.5], [-0.5]], tau: [[2], [0.7]], theta: [[ramp(0.1)], [ramp(-0.2)]] };
    const { y } = await logLikelihood(schools, chains, data, { batchNdims: 2 });
    expect(y?.shape).toEqual([2, 1, 8]);
    expectNear(y?.dataSync() ?? [], EXPECTED);
  });

  test("comes in chunks", async () => {
    const found: number[] = [];
    for await (const { start, count, sites } of logLikelihoodChunks(schools, draws, data, { chunkSize: 1 })) {
      expect([start, count]).toEqual([found.length / 8, 1]);
      expect(sizeOf(sites["y"]?.shape ?? [])).toBe(8);
      found.push(...(sites["y"]?.values ?? []));
    }
    expectNear(found, EXPECTED);
  });

  test("leaves factors out, and takes what the model computes with host functions", async () => {
    const model = ({ y }: { y: tf.Tensor1D }) => {
      const rate = sample("rate", new HalfCauchy(1));
      factor("penalty", rate);
      sample("y", new Poisson(rate), { obs: y });
    };
    const found = await logLikelihood(model as Model<{ y: tf.Tensor1D }>, { rate: [2] }, { y: [0, 3] });
    expect(Object.keys(found)).toEqual(["y"]);
    // scipy.stats.poisson.logpmf([0, 3], 2), SciPy 1.17.1
    expectNear(found["y"]?.dataSync() ?? [], [-2, -1.712317927548219]);
  });

  test("says what is missing", async () => {
    const { theta: _, ...rest } = draws;
    await expect(logLikelihood(schools, rest, data)).rejects.toThrow("theta");
    await expect(logLikelihood(schools, draws, { sigma: data.sigma })).rejects.toThrow('Site "y"');
    await expect(logLikelihood(schools, {}, data)).rejects.toThrow("holds no site");
    const uneven = { ...draws, mu: [1] };
    await expect(logLikelihood(schools, uneven, data)).rejects.toThrow(UsageError);
    await expect(logLikelihoodChunks(schools, draws, data, { chunkSize: 0 }).next()).rejects.toThrow(
      "chunkSize",
    );
  });
});

describe("initializeModel", () => {
  const first = { mu: 1.5, tau: 2, theta: ramp(0.1) };

  test("gives NumPyro's potential energy, and goes to unconstrained space and back", async () => {
    const info = await initializeModel(0, schools, data);
    expect(info.dimension).toBe(10);
    const position = info.unconstrain(first);
    expectNear(position, [1.5, Math.log(2), ...ramp(0.1)]);
    expectNear([info.potentialEnergy(position)], [POTENTIAL]);
    expectNear([potentialEnergy(schools, data, first)], [POTENTIAL]);
    const values = info.constrain(position);
    expectNear(values["tau"]?.dataSync() ?? [], [2]);
    expectNear(values["theta"]?.dataSync() ?? [], ramp(0.1));
    const gradient = new Float64Array(10);
    expectNear([info.logDensity.evaluate(position, gradient)], [-POTENTIAL]);
    expect(gradient.every(Number.isFinite)).toBe(true);
  });

  test("starts where it is told to", async () => {
    const info = await initializeModel(0, schools, data, { initStrategy: initToValue(first) });
    expectNear(info.position, [1.5, Math.log(2), ...ramp(0.1)]);
  });

  test("refuses a position of another length", async () => {
    const info = await initializeModel(0, schools, data);
    expect(() => info.constrain(new Float64Array(3))).toThrow(
      "A position has 10 coordinates (mu: 1, tau: 1, theta: 8), but one of 3 was given.",
    );
  });
});
