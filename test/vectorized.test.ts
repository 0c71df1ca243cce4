// chainMethod "vectorized" on the built packages: on Wasm the draws of the other methods, on tfjs the same posterior.
import "@tensorflow/tfjs";
import { type LogDensity, MCMC, NUTS, tf } from "nutmeg-ppl";
import { describe, expect, it } from "vitest";
import { eightSchools, schools } from "./eightSchools.ts";
import { atTruth, mixture, x } from "./mixture.ts";

describe("MCMC with chains that advance together", () => {
  it("has the draws of worker threads, to the byte, when chains learn alone", async () => {
    const options = { numChains: 4, numWarmup: 200, numSamples: 200, progress: false };
    const sampler = new NUTS(mixture, { initStrategy: atTruth });
    const apart = new MCMC(sampler, options);
    const together = new MCMC(sampler, { ...options, chainMethod: "vectorized", poolAdaptation: false });
    for (const mcmc of [apart, together]) await mcmc.run(1, { k: 3, x });
    const expected = apart.getSamples();
    for (const [site, draws] of Object.entries(together.getSamples()))
      expect(draws.dataSync(), site).toEqual(expected[site]?.dataSync());
  });

  it("samples the same posterior by ops of tfjs in float32, and with one warmup for all", async () => {
    tf.env().set("PROD", true); // the cpu backend greets on the console otherwise
    await tf.setBackend("cpu");
    const few = { numWarmup: 300, numSamples: 300, progress: false };
    const exact = new MCMC(new NUTS(eightSchools), {
      numChains: 4,
      numWarmup: 1000,
      numSamples: 4000,
      progress: false,
    });
    await exact.run(1, schools);
    const expected = new Map(exact.summary().map((row) => [row.name, row]));
    const runs = [
      new MCMC(new NUTS(eightSchools), { ...few, numChains: 32, chainMethod: "vectorized" }),
      new MCMC(new NUTS(eightSchools), { ...few, numChains: 8, chainMethod: "vectorized", device: "tfjs" }),
    ];
    for (const mcmc of runs) {
      await mcmc.run(2, schools);
      for (const { name, mean, mcseMean, rhat } of mcmc.summary()) {
        const row = expected.get(name);
        expect.soft(rhat, name).toBeLessThan(1.02);
        expect
          .soft(Math.abs(mean - (row?.mean ?? Number.NaN)), name)
          .toBeLessThan(4 * Math.hypot(mcseMean, row?.mcseMean ?? 0));
      }
    }
  });

  it("refuses options that the other methods have no use for, and tfjs for a density of one's own", async () => {
    expect(() => new MCMC(new NUTS(eightSchools), { device: "tfjs" })).toThrow(
      'MCMC: device: "tfjs" needs chainMethod: "vectorized", but it is "sequential".',
    );
    const flat: LogDensity = { dimension: 1, evaluate: () => 0 };
    const own = new MCMC(new NUTS(flat), { chainMethod: "vectorized", device: "tfjs", progress: false });
    await expect(own.run(1)).rejects.toThrow("A log density of your own is what it is");
  });
});
