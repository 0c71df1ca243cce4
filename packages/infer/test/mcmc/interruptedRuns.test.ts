// Runs that are cut off: a signal in each phase, a chain that fails. What was drawn is there, and what is missing is said.
// Ctrl-C and dead threads are in test/interruptedRuns.test.ts, on the built packages.
import { Normal } from "@nutmeg-ppl/distributions";
import { deterministic, plate, sample } from "@nutmeg-ppl/model";
import { describe, expect, it } from "vitest";
import type { ChainProgress } from "../../src/chain.ts";
import { MCMC, type MCMCOptions, NUTS } from "../../src/index.ts";

function model() {
  const theta = plate("J", 2, () => sample("theta", new Normal(0, 1)));
  deterministic("sum", theta.sum());
}

/** A run of two chains in this thread, which stops when `when` says so. */
async function stoppedRun(
  when: (chain: number, progress: ChainProgress) => boolean,
  options: MCMCOptions = {},
) {
  const abort = new AbortController();
  const mcmc = new MCMC(new NUTS(model), {
    numWarmup: 50,
    numSamples: 200_000,
    numChains: 2,
    chainMethod: "sequential",
    signal: abort.signal,
    progress: (chain, progress) => {
      if (when(chain, progress)) abort.abort();
    },
    ...options,
  });
  await mcmc.run(1);
  return mcmc;
}

describe("A run that a signal stopped", () => {
  it("while sampling has the draws made until then, of which all are prefixes of the whole run's", async () => {
    const mcmc = await stoppedRun((_, { iteration }) => iteration > 50, { numSamples: 100_000 });
    expect(mcmc.complete).toBe(false);
    expect(mcmc.missing).toMatch(/chain 1 has \d+ of 100000 draws, chain 2 has none of 100000 draws/);
    const theta = mcmc.getSamples()["theta"]!;
    const count = theta.shape[0]!;
    expect(count).toBeGreaterThan(0);
    expect(mcmc.getSamples({ groupByChain: true })["theta"]?.shape).toEqual([1, count, 2]);
    expect(mcmc.getExtraFields().energy.shape).toEqual([count]);
    const options = { numWarmup: 50, numSamples: count, numChains: 2, chainMethod: "sequential" } as const;
    const whole = new MCMC(new NUTS(model), { ...options, progress: false });
    await whole.run(1);
    expect(whole.complete).toBe(true);
    expect(whole.missing).toBeUndefined();
    expect(theta.dataSync()).toEqual(
      whole
        .getSamples()
        ["theta"]!.dataSync()
        .slice(0, 2 * count),
    );
    expect(mcmc.summary().map(({ name }) => name)).toEqual(["theta[0]", "theta[1]", "sum"]);
    expect(mcmc.formatSummary()).toContain(
      `Tables and draws by chain are of the first ${count} draws of chain 1.`,
    );
  });

  it("has all draws of the chains that were done, and tables of the largest rectangle", async () => {
    const mcmc = await stoppedRun((chain, { iteration }) => chain === 1 && iteration > 50, {
      numSamples: 60_000,
    });
    const flat = mcmc.getSamples()["sum"]!.shape[0]!;
    expect(flat).toBeGreaterThan(60_000);
    const cut = flat - 60_000;
    const grouped = mcmc.getSamples({ groupByChain: true })["sum"]!;
    expect(grouped.shape).toEqual(2 * cut >= 60_000 ? [2, cut] : [1, 60_000]);
    expect(mcmc.getWarmup()).toHaveLength(2);
  });

  it("in warmup has no draws and says so, but its warmup can be read", async () => {
    const mcmc = await stoppedRun((_, { phase }) => phase === "warmup", { numWarmup: 100_000 });
    expect(mcmc.complete).toBe(false);
    expect(() => mcmc.getSamples()).toThrow(
      "MCMC: the run was cut off before its first draw. The run is incomplete: chains 1 and 2 have none of 200000 draws.",
    );
    expect(mcmc.getWarmup()).toHaveLength(1);
    expect(mcmc.getWarmup()[0]?.numSteps).toBeGreaterThan(0);
  });

  it("before it began draws nothing", async () => {
    const mcmc = await stoppedRun(() => false, { signal: AbortSignal.abort() });
    expect(mcmc.missing).toContain("chains 1 and 2 have none of 200000 draws");
  });
});

describe("A run in which a chain failed", () => {
  it("keeps what that chain had drawn", async () => {
    let calls = 0;
    const density = {
      dimension: 1,
      evaluate(position: Float64Array, gradient: Float64Array) {
        if (++calls === 5000) throw new RangeError("out of luck");
        gradient[0] = -position[0]!;
        return -0.5 * position[0]! ** 2;
      },
    };
    const mcmc = new MCMC(new NUTS(density), {
      numWarmup: 50,
      numSamples: 1e5,
      numChains: 1,
      progress: false,
    });
    await expect(mcmc.run(3)).rejects.toThrow("Chain 1 failed. RangeError: out of luck");
    expect(mcmc.complete).toBe(false);
    const drawn = mcmc.getSamples()["x"]!.shape[0]!;
    const steps = Array.from(mcmc.getExtraFields().numSteps.dataSync());
    const spent = steps.reduce((sum, n) => sum + n, 0);
    // All but the transition in which it failed, the evaluation of starts and the searches for step sizes.
    expect(mcmc.getWarmup()[0]!.numSteps + spent).toBeGreaterThan(4500);
    expect(drawn).toBe(steps.length);
  });
});

describe("A run whose draws no memory can hold", () => {
  it("is refused before its first draw, with the figures", async () => {
    const mcmc = new MCMC(new NUTS(model), { numSamples: 1e12, progress: false });
    await expect(mcmc.run(1)).rejects.toThrow(
      /the draws of this run take 62 TB, but .* of memory are available/,
    );
  });
});

describe("Warmup's draws", () => {
  it("are there when asked for, thinned like the others", async () => {
    const options = { numWarmup: 40, numSamples: 20, thinning: 4, progress: false } as const;
    const mcmc = new MCMC(new NUTS(model), { ...options, keepWarmup: true });
    await mcmc.run(1);
    expect(mcmc.getSamples({ warmup: true })["theta"]?.shape).toEqual([10, 2]);
    expect(mcmc.getSamples()["theta"]?.shape).toEqual([5, 2]);
    expect(mcmc.getExtraFields({ warmup: true, groupByChain: true }).stepSize.shape).toEqual([1, 10]);
    const without = new MCMC(new NUTS(model), options);
    await without.run(1);
    expect(without.getSamples()["theta"]?.dataSync()).toEqual(mcmc.getSamples()["theta"]?.dataSync());
    expect(() => without.getSamples({ warmup: true })).toThrow("Ask for them: keepWarmup: true.");
  });
});
