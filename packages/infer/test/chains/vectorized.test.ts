// Chains that advance together: the draws of chains that run alone, one evaluation for all, pooled warmup, failures.
import { foldIn, keyFromSeed } from "@nutmeg-ppl/compiler/random";
import { describe, expect, it } from "vitest";
import type { ChainState, ChainTask } from "../../src/chain.ts";
import { filledUp, oneByOne } from "../../src/chains/batches.ts";
import type { ChainNews } from "../../src/chains/driveChain.ts";
import { sequential } from "../../src/chains/sequential.ts";
import { vectorized } from "../../src/chains/vectorized.ts";
import type { BatchedLogDensity, LogDensity } from "../../src/logDensity.ts";
import { type SamplerOptions, samplerSettings } from "../../src/samplerSettings.ts";
import { correlatedGaussian, gaussian } from "../densities.ts";
import { DrawCollector } from "../drawCollector.ts";
import { makeDensity } from "./gaussianModule.ts";

const density = correlatedGaussian([
  [4, 1.5],
  [1.5, 1],
]);

function tasksOf(count: number, options: SamplerOptions = {}, dimension = 2): ChainTask[] {
  const settings = samplerSettings({ numWarmup: 150, numSamples: 100, ...options });
  return Array.from({ length: count }, (_, i) => ({
    key: foldIn(keyFromSeed(5), i),
    initialPosition: new Float64Array(dimension).fill(1 - 0.3 * i),
    settings,
  }));
}

/** Counts evaluations and the positions in each. */
function counted(own: LogDensity): { batched: BatchedLogDensity; sizes: number[] } {
  const batched = oneByOne(own);
  const sizes: number[] = [];
  const evaluate: BatchedLogDensity["evaluate"] = (positions) => {
    sizes.push(positions.length / own.dimension);
    return batched.evaluate(positions);
  };
  return { batched: { dimension: own.dimension, evaluate }, sizes };
}

async function drawn(tasks: readonly ChainTask[], poolAdaptation: boolean, own = density) {
  const { batched, sizes } = counted(own);
  const collector = new DrawCollector();
  /** Where each chain was at the end of its warmup. */
  const told: ChainState[] = [];
  const onNews = (chain: number, news: ChainNews) => {
    collector.onNews(chain, news);
    if (news.state && news.state.iteration === news.state.numWarmup) told[chain] = news.state;
  };
  const outcomes = await vectorized({ density: own, batched, tasks, poolAdaptation, onNews, interval: 5 });
  return { outcomes, sizes, told, draws: tasks.map((_, chain) => collector.of(chain)) };
}

describe("Chains that advance together", () => {
  it.each([{}, { algorithm: "hmc", numSteps: 5 }, { metric: "dense" }, { thinning: 3 }] as SamplerOptions[])(
    "draw what they draw alone, to the byte: %j",
    async (options) => {
      const tasks = tasksOf(5, options);
      const alone = new DrawCollector();
      await sequential({ density, tasks, onNews: alone.onNews });
      const { draws, outcomes } = await drawn(tasks, false);
      tasks.forEach((_, chain) => {
        expect(draws[chain]).toEqual(alone.of(chain));
      });
      expect(outcomes.every((outcome) => outcome.ok && outcome.end?.complete)).toBe(true);
    },
  );

  it("take one leapfrog step each at every evaluation, and none waits for another", async () => {
    const tasks = tasksOf(8);
    const { sizes, draws, outcomes } = await drawn(tasks, false);
    const warmupSteps = outcomes.map((outcome) =>
      outcome.ok ? (outcome.end?.state.tally.warmup.numSteps ?? 0) : 0,
    );
    const steps = draws.map(({ stats }, chain) => {
      return (warmupSteps[chain] as number) + stats.numSteps.reduce((sum, n) => sum + n, 0);
    });
    // As many evaluations as the busiest chain has steps; the others end earlier, and leave.
    expect(sizes.length).toBe(Math.max(...steps));
    expect(sizes.reduce((sum, n) => sum + n, 0)).toBe(steps.reduce((sum, n) => sum + n, 0));
    expect(sizes[0]).toBe(8);
  });

  it("find one step size and one metric together", async () => {
    const sds = [0.1, 3, 40];
    const own = gaussian(sds);
    const tasks = tasksOf(16, { numWarmup: 100, numSamples: 200 }, 3);
    const { outcomes, draws, told } = await drawn(tasks, true, own);
    const states = outcomes.map((outcome) => (outcome.ok ? outcome.end?.state.warmup : undefined));
    expect(told.map(({ warmup }) => warmup)).toEqual(states);
    for (const state of states) {
      expect(state?.stepSize).toBe(states[0]?.stepSize);
      expect(state?.metric).toEqual(states[0]?.metric);
    }
    // 100 draws of each chain in warmup, but each chain's own are few: together they know the scales to a few percent.
    const metric = states[0]?.metric;
    const variances = metric?.kind === "diagonal" ? metric.variances : [];
    sds.forEach((sd, i) => {
      expect(Math.abs(Math.sqrt(variances[i] as number) / sd - 1)).toBeLessThan(0.15);
    });
    // 3200 draws, nearly independent: 4 standard errors of a mean and of an sd.
    const n = 16 * 200;
    sds.forEach((sd, i) => {
      const all = draws.flatMap(({ draws: rows }) => [...rows].filter((_, at) => at % 3 === i));
      const mean = all.reduce((sum, x) => sum + x, 0) / n;
      const spread = Math.sqrt(all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n);
      expect(Math.abs(mean) / sd).toBeLessThan(4 * Math.sqrt(2 / n));
      expect(Math.abs(spread / sd - 1)).toBeLessThan(4 * Math.sqrt(1 / n));
    });
  });

  it("fail alone when a chain's start is hopeless, and together when the density throws", async () => {
    const tasks = tasksOf(3, {}, 1).map((task, i) =>
      i === 1 ? { ...task, initialPosition: Float64Array.of(7) } : task,
    );
    const own = makeDensity({ sds: [1], throwAt: 7 });
    const { outcomes, draws } = await drawn(tasks, false, own);
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, true]);
    expect(draws.map(({ numDraws }) => numDraws)).toEqual([100, 0, 100]);
    let left = 400;
    const fragile: BatchedLogDensity = {
      dimension: 2,
      evaluate: (positions) =>
        left-- > 0 ? oneByOne(density).evaluate(positions) : Promise.reject(new RangeError("lost")),
    };
    const onNews = () => {};
    const lost = await vectorized({
      density,
      batched: fragile,
      tasks: tasksOf(2),
      poolAdaptation: false,
      onNews,
    });
    for (const outcome of lost) expect(!outcome.ok && outcome.error.message).toContain("lost");
  });

  it("stop where they are at a signal, with what they have drawn", async () => {
    const stop = new AbortController();
    const collector = new DrawCollector();
    const outcomes = await vectorized({
      density,
      batched: oneByOne(density),
      tasks: tasksOf(2, { numSamples: 100_000 }),
      poolAdaptation: true,
      interval: 5,
      signal: stop.signal,
      onNews: (chain, news) => {
        collector.onNews(chain, news);
        if (news.progress.iteration > 400) stop.abort();
      },
    });
    for (const outcome of outcomes) expect(outcome.ok && outcome.end?.complete).toBe(false);
    expect(collector.of(0).numDraws).toBeGreaterThan(100);
  });

  it("start no chain of a run that was stopped before", async () => {
    const outcomes = await vectorized({
      ...{ density, batched: oneByOne(density), tasks: tasksOf(2), poolAdaptation: true, onNews: () => {} },
      signal: AbortSignal.abort(),
    });
    expect(outcomes).toEqual([0, 1].map((chain) => ({ ok: true, chain, end: undefined })));
  });
});

describe("A density for a fixed number of positions", () => {
  it("is given that many, and answers for those that were asked for", async () => {
    const { batched, sizes } = counted(density);
    const { logDensity } = await filledUp(batched, 4).evaluate(Float64Array.of(1, 0, 0, 2));
    expect(sizes).toEqual([4]);
    expect([...logDensity.subarray(0, 2)]).toEqual([-2, -2]);
  });
});
