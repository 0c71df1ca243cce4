// Runs that go on from where an earlier one left its chains: the same bytes as one longer run, where the key is the same.
import { Normal } from "@nutmeg-ppl/distributions";
import { plate, sample } from "@nutmeg-ppl/model";
import { describe, expect, it } from "vitest";
import { MCMC, type MCMCOptions, NUTS } from "../../src/index.ts";

const model = () => plate("J", 2, () => sample("theta", new Normal(0, 1)));

const make = (options: MCMCOptions) =>
  new MCMC(new NUTS(model), {
    numWarmup: 60,
    numChains: 2,
    chainMethod: "sequential",
    progress: false,
    ...options,
  });

/** The draws of site theta, [chain][draw * 2]. */
const thetas = (mcmc: MCMC<undefined>): number[][] => {
  const values = Array.from(mcmc.getSamples({ groupByChain: true })["theta"]!.dataSync());
  return [values.slice(0, values.length / 2), values.slice(values.length / 2)];
};

describe("A run from lastState", () => {
  it.each([1, 3, 7])("continues with the bytes of one longer run, thinning by %i", async (thinning) => {
    const whole = make({ numSamples: 50, thinning });
    await whole.run(5);
    const parts = make({ numSamples: 25, thinning });
    await parts.run(5);
    const first = thetas(parts);
    parts.postWarmupState = structuredClone(parts.lastState);
    await parts.run(5);
    const second = thetas(parts);
    expect(parts.complete).toBe(true);
    expect(first.map((chain, i) => [...chain, ...second[i]!])).toEqual(thetas(whole));
    expect(parts.getWarmup().map(({ stepSize }) => stepSize)).toEqual(
      whole.getWarmup().map(({ stepSize }) => stepSize),
    );
  });

  it("continues with a metric of blocks", async () => {
    const nuts = () => new NUTS(model, { metric: { blocks: [["theta"]] } });
    const options = { numWarmup: 120, numChains: 2, chainMethod: "sequential", progress: false } as const;
    const whole = new MCMC(nuts(), { ...options, numSamples: 50 });
    await whole.run(5);
    const parts = new MCMC(nuts(), { ...options, numSamples: 25 });
    await parts.run(5);
    const first = thetas(parts);
    parts.postWarmupState = parts.lastState;
    await parts.run(5);
    expect(first.map((chain, i) => [...chain, ...thetas(parts)[i]!])).toEqual(thetas(whole));
  });

  it("draws anew from the same places with another key, and starts anew when told to", async () => {
    const mcmc = make({ numSamples: 20 });
    await mcmc.run(5);
    const first = thetas(mcmc);
    mcmc.postWarmupState = mcmc.lastState;
    await mcmc.run(5);
    const continued = thetas(mcmc);
    await mcmc.run(6);
    expect(thetas(mcmc)).not.toEqual(continued);
    mcmc.postWarmupState = undefined;
    await mcmc.run(5);
    expect(thetas(mcmc)).toEqual(first);
  });

  it("repeats sampling from postWarmupState without a second warmup", async () => {
    const mcmc = make({ numSamples: 20 });
    await mcmc.run(5);
    const first = thetas(mcmc);
    const phases = new Set<string>();
    const again = make({ numSamples: 20, progress: (_, { phase }) => phases.add(phase) });
    again.postWarmupState = mcmc.postWarmupState;
    await again.run(mcmc.postWarmupState!.key);
    expect(thetas(again)).toEqual(first);
    expect([...phases]).toEqual(["sampling"]);
    expect(mcmc.postWarmupState?.chains.map((state) => state?.iteration)).toEqual([60, 60]);
  });

  it("finishes what a stopped run had begun, warmup included, and starts chains that had not", async () => {
    const abort = new AbortController();
    const stopped = make({
      numWarmup: 50_000,
      numSamples: 30,
      signal: abort.signal,
      progress: (_, { iteration }) => {
        if (iteration > 100) abort.abort();
      },
    });
    await stopped.run(5);
    expect(stopped.lastState?.chains[0]?.iteration).toBeGreaterThan(100);
    expect(stopped.lastState?.chains[1]).toBeUndefined();
    const rest = make({ numWarmup: 50_000, numSamples: 30 });
    rest.postWarmupState = stopped.lastState;
    await rest.run(5);
    const whole = make({ numWarmup: 50_000, numSamples: 30 });
    await whole.run(5);
    expect(thetas(rest)).toEqual(thetas(whole));
  });

  it("refuses states of another number of chains, of another model, and of another warmup", async () => {
    const mcmc = make({ numSamples: 5 });
    await mcmc.run(5);
    const state = mcmc.lastState!;
    expect(() => {
      make({ numChains: 3 }).postWarmupState = state;
    }).toThrow("MCMC: postWarmupState has 2 chains, but this run has numChains: 3.");
    const other = new MCMC(new NUTS(() => sample("a", new Normal(0, 1))), { numChains: 2, progress: false });
    other.postWarmupState = state;
    await expect(other.run(5)).rejects.toThrow(
      "MCMC: the state of chain 1 has 2 unconstrained parameters, but the model has 1.",
    );
    const inWarmup = make({ numWarmup: 90 });
    inWarmup.postWarmupState = {
      ...state,
      chains: state.chains.map((chain) => ({ ...chain!, iteration: 7 })),
    };
    await expect(inWarmup.run(5)).rejects.toThrow("Go on with numWarmup: 60, not 90.");
  });
});
