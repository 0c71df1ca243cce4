// Everything that a user calls, in a process that has tfjs with a backend of its own: nothing leaks from one to the other.
import "@tensorflow/tfjs";
import {
  HalfNormal,
  initializeModel,
  logDensity,
  logLikelihood,
  MCMC,
  Normal,
  NUTS,
  Predictive,
  plate,
  potentialEnergy,
  sample,
  sbc,
  seed,
  tf,
  trace,
} from "nutmeg-ppl";
import { beforeAll, describe, expect, it } from "vitest";

interface Data {
  readonly y?: tf.Tensor1D;
  readonly sigma: tf.Tensor1D;
}

function schools({ y, sigma }: Data): void {
  const mu = sample("mu", new Normal(0, 5));
  const tau = sample("tau", new HalfNormal(5));
  plate("schools", 8, () => {
    const theta = sample("theta", new Normal(0, 1));
    sample("y", new Normal(mu.add(tau.mul(theta)), sigma), y ? { obs: y } : {});
  });
}

const data = { y: [28, 8, -3, 7, -1, 1, 18, 12], sigma: [15, 10, 16, 11, 9, 11, 10, 18] };
const values = { mu: 1, tau: 2, theta: new Array<number>(8).fill(0) };

describe("Beside a backend of the user's", () => {
  beforeAll(async () => {
    tf.env().set("PROD", true);
    await tf.setBackend("cpu");
  });

  it("models are sampled, drawn from and evaluated", async () => {
    const mcmc = new MCMC(new NUTS(schools), {
      numWarmup: 100,
      numSamples: 50,
      numChains: 2,
      progress: false,
    });
    await mcmc.run(1, data);
    const posteriorSamples = mcmc.getSamples();
    expect(mcmc.formatSummary()).toContain("theta[7]");
    const predictive = new Predictive(schools, { posteriorSamples });
    expect((await predictive.run(2, { sigma: data.sigma }))["y"]?.shape).toEqual([100, 8]);
    expect((await logLikelihood(schools, posteriorSamples, data))["y"]?.shape).toEqual([100, 8]);
    const info = await initializeModel(3, schools, data);
    expect(info.potentialEnergy(info.unconstrain(values))).toBeCloseTo(
      potentialEnergy(schools, data, values),
      9,
    );
    expect(Number.isFinite(logDensity(schools, data, values).logDensity.dataSync()[0])).toBe(true);
    expect((await sbc(4, schools, data, { numSimulations: 2, numWarmup: 50 })).failures).toEqual([]);
  });

  it("handlers draw eagerly", () => {
    const sites = trace(seed(() => schools({ sigma: tf.tensor1d(data.sigma) }), 5)).getTrace();
    expect([...sites.keys()]).toEqual(expect.arrayContaining(["mu", "tau", "theta", "y"]));
  });

  it("that backend stays the current one", () => {
    expect(tf.getBackend()).toBe("cpu");
    expect(tf.add(tf.tensor1d([1, 2]), 1).dataSync()).toEqual(Float32Array.of(2, 3));
  });
});
