// The flagship from end to end on the built packages: posterior against the notebook's reference, and its two spellings.

import { logDensity, MCMC, NUTS, type Sampler } from "nutmeg-ppl";
import { describe, expect, it } from "vitest";
import { type Arguments, atTruth, handWrittenMixture, mixture, notebook, x } from "./mixture.ts";

async function run(
  sampler: Sampler<Arguments>,
  numWarmup: number,
  numSamples: number,
): Promise<MCMC<Arguments>> {
  const mcmc = new MCMC(sampler, { numWarmup, numSamples, numChains: 4, progress: false });
  await mcmc.run(42, { k: 3, x });
  return mcmc;
}

describe("the marginalized Gaussian mixture", () => {
  it("has the notebook's log density at the truth", () => {
    const truth = { prob_cluster: [0.2, 0.3, 0.5], loc: [-1, 1, 4], scale: [0.2, 0.9, 0.5] };
    const value = logDensity(mixture, { k: 3, x }, truth).logDensity.dataSync()[0] as number;
    expect(Math.abs(value / notebook.log_density_at_truth - 1)).toBeLessThan(1e-9);
  });

  it("is sampled with the reference's means and sds, R-hat below 1.01 and no divergence", async () => {
    const mcmc = await run(new NUTS(mixture, { initStrategy: atTruth }), 1000, 2000);
    expect(mcmc.numDivergences).toBe(0);
    const rows = new Map(mcmc.summary().map((row) => [row.name, row]));
    expect(rows.size).toBe(9);
    for (const [site, { mean, sd }] of Object.entries(notebook.reference_posterior.sites)) {
      mean.forEach((expected, i) => {
        const row = rows.get(`${site}[${i}]`);
        const spread = sd[i] as number;
        expect
          .soft(Math.abs((row?.mean ?? Number.NaN) - expected), row?.name)
          .toBeLessThan(4 * (row?.mcseMean ?? 0) + 0.02 * spread);
        expect.soft(Math.abs((row?.sd ?? Number.NaN) / spread - 1), row?.name).toBeLessThan(0.05);
        expect.soft(row?.rhat, row?.name).toBeLessThan(1.01);
      });
    }
  });

  it("gives the same draws to the byte when its likelihood is a Distribution subclass", async () => {
    const library = await run(new NUTS(mixture, { initStrategy: atTruth }), 200, 200);
    const custom = await run(new NUTS(handWrittenMixture, { initStrategy: atTruth }), 200, 200);
    for (const [site, draws] of Object.entries(library.getSamples())) {
      expect(custom.getSamples()[site]?.dataSync(), site).toEqual(draws.dataSync());
    }
  });
});
