// What is said after a run: nothing against good draws, and where and why against others, whatever the progress option.
import { HalfCauchy, Normal } from "@nutmeg-ppl/distributions";
import { plate, sample } from "@nutmeg-ppl/model";
import type * as tf from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { MCMC, NUTS } from "../../src/index.ts";

interface Data {
  readonly y: tf.Tensor1D;
  readonly sigma: tf.Tensor1D;
}

const data = { y: [28, 8, -3, 7, -1, 1, 18, 12], sigma: [15, 10, 16, 11, 9, 11, 10, 18] };

/** Eight schools, centred: its neck makes every sampler of this kind diverge. */
function schools({ y, sigma }: Data): void {
  const mu = sample("mu", new Normal(0, 5));
  const tau = sample("tau", new HalfCauchy(5));
  plate("schools", 8, () => {
    const theta = sample("theta", new Normal(mu, tau));
    sample("y", new Normal(theta, sigma), { obs: y });
  });
}

/** One mean for all schools: a normal posterior. */
function pooled({ y, sigma }: Data): void {
  sample("y", new Normal(sample("mu", new Normal(0, 5)), sigma), { obs: y });
}

async function run(
  model: (data: Data) => void,
  numSamples = 1000,
): Promise<{ mcmc: MCMC<Data>; warned: string }> {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const mcmc = new MCMC(new NUTS(model), {
    ...{ numChains: 4, chainMethod: "sequential", numSamples, numWarmup: 500, progress: false },
  });
  await mcmc.run(3, data);
  return { mcmc, warned: warn.mock.calls.flat().join("\n") };
}

describe("After a run", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it("nothing is said against good draws", async () => {
    const { mcmc, warned } = await run(pooled);
    expect(warned).toBe("");
    expect(mcmc.diagnosis.findings).toEqual([]);
    expect(mcmc.diagnosis.text).toContain("No divergences");
    expect(mcmc.formatSummary()).not.toContain("Warning");
  });

  it("divergences are reported without asking, with the neck that they begin in", async () => {
    const { mcmc, warned } = await run(schools);
    const finding = mcmc.diagnosis.findings.find(({ kind }) => kind === "divergences");
    expect(finding?.scalars[0]).toBe("tau");
    expect(finding?.what).toContain("they begin where tau is low");
    expect(finding?.advice).toContain("raise targetAcceptProb");
    expect(warned).toContain(finding?.what);
    expect(mcmc.formatSummary()).toContain(`Warning: ${finding?.what}`);
  });

  it("a few draws are not judged", async () => {
    expect((await run(schools, 50)).warned).toBe("");
  });
});
