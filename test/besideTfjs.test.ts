// Everything that a user calls, in a process that has tfjs with a backend of its own: nothing leaks from one to the other.
import "@tensorflow/tfjs";
import {
  initializeModel,
  logDensity,
  logLikelihood,
  MCMC,
  NUTS,
  Predictive,
  potentialEnergy,
  sbc,
  seed,
  tf,
  trace,
} from "nutmeg-ppl";
import { beforeAll, describe, expect, it } from "vitest";
import { eightSchools, schools } from "./eightSchools.ts";

const values = { mu: 1, tau: 2, theta: new Array<number>(8).fill(0) };

describe("Beside a backend of the user's", () => {
  beforeAll(async () => {
    tf.env().set("PROD", true);
    await tf.setBackend("cpu");
  });

  it("models are sampled, drawn from and evaluated", async () => {
    const mcmc = new MCMC(new NUTS(eightSchools), {
      numWarmup: 100,
      numSamples: 50,
      numChains: 2,
      progress: false,
    });
    await mcmc.run(1, schools);
    const posteriorSamples = mcmc.getSamples();
    expect(mcmc.formatSummary()).toContain("theta[7]");
    const predictive = new Predictive(eightSchools, { posteriorSamples });
    expect((await predictive.run(2, { sigma: schools.sigma }))["y"]?.shape).toEqual([100, 8]);
    expect((await logLikelihood(eightSchools, posteriorSamples, schools))["y"]?.shape).toEqual([100, 8]);
    const info = await initializeModel(3, eightSchools, schools);
    expect(info.potentialEnergy(info.unconstrain(values))).toBeCloseTo(
      potentialEnergy(eightSchools, schools, values),
      9,
    );
    expect(Number.isFinite(logDensity(eightSchools, schools, values).logDensity.dataSync()[0])).toBe(true);
    expect((await sbc(4, eightSchools, schools, { numSimulations: 2, numWarmup: 50 })).failures).toEqual([]);
  });

  it("handlers draw eagerly", () => {
    const sites = trace(seed(() => eightSchools({ sigma: tf.tensor1d(schools.sigma) }), 5)).getTrace();
    expect([...sites.keys()]).toEqual(expect.arrayContaining(["mu", "tau", "theta", "y"]));
  });

  it("that backend stays the current one", () => {
    expect(tf.getBackend()).toBe("cpu");
    expect(tf.add(tf.tensor1d([1, 2]), 1).dataSync()).toEqual(Float32Array.of(2, 3));
  });
});
