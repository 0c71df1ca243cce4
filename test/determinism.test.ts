// One seed, one set of draws: to the byte, wherever and however the chains run.

import { MCMC, type MCMCOptions, NUTS } from "nutmeg-ppl";
import { describe, expect, it } from "vitest";
import { atTruth, mixture, x } from "./mixture.ts";

async function draws(options: MCMCOptions, seed = 42): Promise<Uint8Array> {
  const mcmc = new MCMC(new NUTS(mixture, { initStrategy: atTruth }), {
    numWarmup: 150,
    numSamples: 100,
    numChains: 4,
    progress: false,
    ...options,
  });
  await mcmc.run(seed, { k: 3, x });
  const all = Object.values(mcmc.getSamples()).flatMap((site) => Array.from(site.dataSync()));
  return new Uint8Array(Float64Array.from(all).buffer);
}

describe("the draws of one seed", async () => {
  const reference = await draws({ chainMethod: "sequential" });

  it.each([1, 2, 3, 4])("are those of sequential chains with %i workers", async (numWorkers) => {
    expect(await draws({ chainMethod: "parallel", numWorkers })).toEqual(reference);
  });

  it("are the same in a second run", async () => {
    expect(await draws({ chainMethod: "sequential" })).toEqual(reference);
  });

  it("are not those of another seed", async () => {
    expect(await draws({ chainMethod: "sequential" }, 43)).not.toEqual(reference);
  });
});
