// One chain, warmup and all: its posterior, its account of itself, and what it refuses.
import { keyFromSeed } from "@nutmeg-ppl/compiler/random";
import { describe, expect, it } from "vitest";
import { Chain, type ChainState } from "../src/chain.ts";
import { type SamplerOptions, samplerSettings } from "../src/samplerSettings.ts";
import { centredEightSchools, correlatedGaussian, gaussian } from "./densities.ts";
import { DrawCollector } from "./drawCollector.ts";
import { column, estimate } from "./moments.ts";
import { runChain } from "./runChain.ts";

const sds = [0.01, 1, 50];
const density = gaussian(sds, [0, 3, -100]);

function run(options: SamplerOptions, seed = 1) {
  return runChain({
    density,
    key: keyFromSeed(seed),
    initialPosition: Float64Array.of(1, 1, 1),
    settings: samplerSettings(options),
  });
}

describe("A chain", () => {
  it("adapts to scales of four orders of magnitude and finds the posterior", () => {
    for (const algorithm of ["nuts", "hmc"] as const) {
      // A fixed trajectory of 2 pi would bring a Gaussian back to where it came from.
      const { draws, stats, warmup } = run({ algorithm, numSamples: 4000, trajectoryLength: 1.7 });
      [0, 3, -100].forEach((mean, i) => {
        const { mean: found, error } = estimate(column(draws, 3, i));
        const spread = estimate(column(draws, 3, i), (x) => (x - mean) ** 2);
        expect(Math.abs(found - mean) / error).toBeLessThan(4);
        expect(Math.abs(spread.mean - sds[i]! ** 2) / spread.error).toBeLessThan(4);
        expect(Math.abs(Math.log(warmup.inverseMassMatrix[i]! / sds[i]! ** 2))).toBeLessThan(0.7);
      });
      // Dual averaging over the last draws, whose acceptances have an sd of 0.1 to 0.2, aims at 0.8.
      const accept = estimate(stats.acceptProb).mean;
      expect(Math.abs(accept - 0.8)).toBeLessThan(0.05);
      expect(stats.diverging.some((flag) => flag !== 0)).toBe(false);
    }
  });

  it.each(["diagonal", "fisher", "lowRank", "welford", "dense"] as const)(
    "is exact with the metric %s",
    (metric) => {
      // Precision of a pair with correlation 0.95 and sds 1 and 10.
      const share = 1 / (1 - 0.95 ** 2);
      const pair = correlatedGaussian([
        [share, -0.095 * share],
        [-0.095 * share, 0.01 * share],
      ]);
      for (const algorithm of ["nuts", "hmc"] as const) {
        const settings = samplerSettings({ metric, algorithm, numSamples: 8000, trajectoryLength: 1.7 });
        const initialPosition = Float64Array.of(1, -5);
        const { draws } = runChain({ density: pair, key: keyFromSeed(5), initialPosition, settings });
        const [x, y] = [column(draws, 2, 0), column(draws, 2, 1)];
        const moments: [Float64Array, number][] = [
          [x, 0],
          [y, 0],
          [x.map((value) => value ** 2), 1],
          [y.map((value) => value ** 2), 100],
          [x.map((value, i) => value * y[i]!), 9.5],
        ];
        for (const [values, expected] of moments) {
          const { mean, error } = estimate(values);
          expect(Math.abs(mean - expected) / error).toBeLessThan(4);
        }
      }
    },
  );

  it("accounts for its steps, energies and step sizes", () => {
    const { draws, numDraws, stats, warmup, complete, seconds } = run({ numWarmup: 200, numSamples: 100 });
    expect([numDraws, draws.length, complete]).toEqual([100, 300, true]);
    expect(stats.stepSize.every((stepSize) => stepSize === warmup.stepSize)).toBe(true);
    const gradient = new Float64Array(3);
    for (let i = 0; i < 100; i++) {
      expect(stats.potentialEnergy[i]).toBe(-density.evaluate(draws.subarray(3 * i, 3 * i + 3), gradient));
      expect(stats.energy[i]!).toBeGreaterThan(stats.potentialEnergy[i]!);
      expect(stats.numSteps[i]!).toBeGreaterThanOrEqual(2 ** stats.treeDepth[i]! - 1);
      expect(stats.numSteps[i]!).toBeLessThan(2 ** (stats.treeDepth[i]! + 1));
    }
    expect(warmup.numSteps).toBeGreaterThan(200);
    expect(seconds).toBeGreaterThan(0);
  });

  it("gives the same bytes for the same task, other bytes for another key, and a prefix for fewer samples", () => {
    const options = { numWarmup: 100, numSamples: 60 };
    const first = run(options);
    expect(run(options).draws).toEqual(first.draws);
    expect(run(options, 2).draws).not.toEqual(first.draws);
    expect(run({ ...options, numSamples: 20 }).draws).toEqual(first.draws.subarray(0, 60));
  });

  it("draws the same however it is sliced", () => {
    const task = {
      key: keyFromSeed(4),
      initialPosition: Float64Array.of(1, 1, 1),
      settings: samplerSettings({ numWarmup: 100, numSamples: 100 }),
    };
    const sliced = new Chain(density, task);
    let slices = 0;
    const collector = new DrawCollector();
    for (; !sliced.done; slices++) {
      sliced.advance(0);
      collector.onNews(0, { draws: sliced.take() });
    }
    expect(slices).toBeGreaterThan(10);
    expect(collector.of(0)).toMatchObject({ draws: runChain({ density, ...task }).draws, numDraws: 100 });
  });

  it("keeps every n-th sample when thinning", () => {
    const all = run({ numWarmup: 50, numSamples: 30 }).draws;
    const thinned = run({ numWarmup: 50, numSamples: 30, thinning: 7 });
    expect(thinned.numDraws).toBe(4);
    expect(thinned.draws.subarray(3, 6)).toEqual(all.subarray(13 * 3, 14 * 3));
  });

  it("keeps warmup's transitions when asked to, thinned likewise, and draws the same after them", () => {
    const options = { numWarmup: 50, numSamples: 30 };
    const kept = run({ ...options, keepWarmup: true });
    const thinned = run({ ...options, keepWarmup: true, thinning: 7 });
    expect([kept.warmupDraws.numDraws, thinned.warmupDraws.numDraws]).toEqual([50, 7]);
    expect(kept.draws).toEqual(run(options).draws);
    expect(kept.warmupDraws.stats.stepSize[0]).not.toBe(kept.warmupDraws.stats.stepSize[40]);
    expect(thinned.warmupDraws.draws.subarray(3, 6)).toEqual(kept.warmupDraws.draws.subarray(39, 42));
    expect(run(options).warmupDraws.numDraws).toBe(0);
  });

  it("pauses when its draws want to be taken, however many it was asked for", () => {
    const wide = gaussian(new Array(2000).fill(1), new Array(2000).fill(0));
    const chain = new Chain(wide, {
      key: keyFromSeed(1),
      initialPosition: new Float64Array(2000).fill(0.1),
      settings: samplerSettings({ numWarmup: 0, numSamples: 200, stepSize: 0.2, maxTreeDepth: 1 }),
    });
    const counts: number[] = [];
    while (!chain.done) {
      chain.advance();
      counts.push(chain.take().count);
    }
    // A block holds 2^20 bytes: 65 rows of 2000 numbers and 38 bytes of statistics.
    expect(counts).toEqual([65, 65, 65, 5]);
  });

  it.each([1, 3])(
    "goes on from a state to the bytes of a chain that never stopped, thinning by %i",
    (thinning) => {
      const task = {
        key: keyFromSeed(9),
        initialPosition: Float64Array.of(1, 1, 1),
        settings: samplerSettings({ numWarmup: 100, numSamples: 61, thinning, keepWarmup: true }),
        checkpointEvery: 7,
      };
      const whole = runChain({ density, ...task });
      const stateAt = new Map<number, { state: ChainState; rows: number }>();
      const chain = new Chain(density, task);
      for (let rows = 0; !chain.done; ) {
        chain.advance();
        rows += chain.take().count;
        stateAt.set(chain.snapshot().iteration, { state: chain.snapshot(), rows });
      }
      for (const at of [7, 14, 77, 98, 100, 105, 126, 154]) {
        const { state, rows } = stateAt.get(at)!;
        const rest = runChain({ density, ...task, state: structuredClone(state) });
        const tail = [...rest.warmupDraws.draws, ...rest.draws];
        expect(tail).toEqual([...whole.warmupDraws.draws, ...whole.draws].slice(3 * rows));
        const { seconds: _, ...tally } = whole.warmup;
        expect(rest.warmup).toMatchObject(tally);
        expect(rest.complete).toBe(true);
      }
    },
  );

  it("leaves step size and metric alone when told to", () => {
    const inverseMassMatrix = Float64Array.of(1e-4, 1, 2500);
    const { warmup, stats } = run({
      numWarmup: 100,
      numSamples: 50,
      adaptStepSize: false,
      adaptMassMatrix: false,
      stepSize: 0.5,
      inverseMassMatrix,
    });
    expect(warmup).toMatchObject({ stepSize: 0.5, inverseMassMatrix });
    expect(stats.stepSize[49]).toBe(0.5);
  });

  it("refuses a metric that does not fit or is not positive definite", () => {
    const cases: [Float64Array, string][] = [
      [Float64Array.of(1, 2), "one number per unconstrained dimension, 3, or a row-major matrix"],
      [Float64Array.of(1, 0, 1), "positive numbers on its diagonal, not 0 for coordinate 1"],
      [Float64Array.of(1, 0, 0, 0.5, 1, 0, 0, 0, 1), "must be symmetric, but its entries [0, 1]"],
      [Float64Array.of(1, 2, 0, 2, 1, 0, 0, 0, 1), "must be symmetric and positive definite"],
    ];
    for (const [inverseMassMatrix, message] of cases)
      expect(() => run({ inverseMassMatrix })).toThrow(message);
  });

  it("takes the metric of an earlier run, of any kind", () => {
    const fixed = { numWarmup: 50, numSamples: 50, adaptMassMatrix: false } as const;
    for (const metric of ["diagonal", "fisher", "lowRank", "welford", "dense"] as const) {
      const { warmup } = run({ metric, numWarmup: 300, numSamples: 1 });
      expect(run({ ...fixed, inverseMassMatrix: warmup.metric }).warmup.metric).toEqual(warmup.metric);
    }
  });

  it("jitters the step size of each transition, within bounds, and stays exact", () => {
    const options = { numWarmup: 500, numSamples: 4000, trajectoryLength: 1.7, stepSizeJitter: 0.5 };
    for (const algorithm of ["nuts", "hmc"] as const) {
      const { draws, stats, warmup } = run({ ...options, algorithm });
      const ratios = stats.stepSize.map((stepSize) => stepSize / warmup.stepSize);
      expect(Math.min(...ratios)).toBeGreaterThanOrEqual(0.5);
      expect(Math.max(...ratios)).toBeLessThanOrEqual(1.5);
      // Uniform on (0.5, 1.5): mean 1, sd 1 / sqrt(12) = 0.2887; four standard errors over 4000 draws.
      const { mean } = estimate(ratios);
      expect(Math.abs(mean - 1)).toBeLessThan((4 * 0.2887) / Math.sqrt(4000));
      const variance = estimate(column(draws, 3, 2), (x) => (x + 100) ** 2);
      expect(Math.abs(variance.mean - 2500) / variance.error).toBeLessThan(4);
    }
  });

  it("samples without warmup, with the step size and metric given", () => {
    const { warmup, numDraws } = run({ numWarmup: 0, numSamples: 5, stepSize: 0.25 });
    expect([warmup.stepSize, warmup.numSteps, numDraws]).toEqual([0.25, 0, 5]);
  });

  it("samples a density of no dimensions", () => {
    const result = runChain({
      density: { dimension: 0, evaluate: () => -1.5 },
      key: keyFromSeed(1),
      initialPosition: new Float64Array(0),
      settings: samplerSettings({ numWarmup: 30, numSamples: 10 }),
    });
    expect([result.numDraws, result.draws.length, result.stats.potentialEnergy[9]]).toEqual([10, 0, 1.5]);
  });

  it("holds warmup and sampling to their own tree depths", () => {
    const { stats } = run({ numWarmup: 100, numSamples: 200, maxTreeDepth: [10, 2] });
    expect(Math.max(...stats.treeDepth)).toBe(2);
  });

  it("flags the divergences of the centred eight schools, in warmup and in sampling", () => {
    const results = [2, 4].map((seed) =>
      runChain({
        density: centredEightSchools,
        key: keyFromSeed(seed),
        initialPosition: new Float64Array(10).fill(0.5),
        settings: samplerSettings(),
      }),
    );
    const divergences = results.map(({ stats }) => stats.diverging.reduce((sum, flag) => sum + flag, 0));
    expect(divergences[0]! + divergences[1]!).toBeGreaterThan(10);
    for (const { warmup } of results) expect(warmup.divergences).toBeGreaterThan(0);
  });

  it("reports progress through both phases and stops when asked, keeping what was drawn", () => {
    const phases = new Set<string>();
    let reports = 0;
    const result = runChain({
      density,
      key: keyFromSeed(1),
      initialPosition: Float64Array.of(1, 1, 1),
      settings: samplerSettings({ numWarmup: 20_000, numSamples: 1_000_000 }),
      progressInterval: 1,
      onProgress: (progress, stop) => {
        phases.add(progress.phase);
        reports++;
        expect(progress.total).toBe(1_020_000);
        if (progress.iteration > 22_000) stop();
      },
    });
    expect([...phases]).toEqual(["warmup", "sampling"]);
    expect(reports).toBeGreaterThan(3);
    expect(result.complete).toBe(false);
    expect(result.numDraws).toBeGreaterThan(1000);
    expect(result.draws.length).toBe(3 * result.numDraws);
    expect(result.stats.energy.length).toBe(result.numDraws);
  });

  it("refuses a start of the wrong length or without a finite density, and an improper density", () => {
    const settings = samplerSettings();
    const start =
      (position: number[], evaluate = density.evaluate) =>
      () =>
        runChain({
          density: { dimension: 3, evaluate },
          key: keyFromSeed(1),
          initialPosition: Float64Array.from(position),
          settings,
        });
    expect(start([1, 2])).toThrow("The start has 2 coordinates, but the log density has dimension 3");
    expect(start([1, 2, 3], () => -Infinity)).toThrow("The start has log density -Infinity");
    const nanSlope = (_q: Float64Array, gradient: Float64Array) => {
      gradient[1] = NaN;
      return 0;
    };
    expect(start([1, 2, 3], nanSlope)).toThrow("gradient NaN in coordinate 1");
    expect(start([1, 2, 3], (_q, gradient) => Number(gradient.fill(0).length === 0))).toThrow(
      "improper or nearly so",
    );
  });
});

describe("samplerSettings", () => {
  it("fills in the defaults", () => {
    expect(samplerSettings()).toMatchObject({
      algorithm: "nuts",
      numWarmup: 1000,
      numSamples: 1000,
      targetAcceptProb: 0.8,
      maxTreeDepth: [10, 10],
      divergenceThreshold: 1000,
    });
  });

  it("names the option, the value and what it may be", () => {
    const cases: [SamplerOptions, string][] = [
      [{ numSamples: 0 }, "numSamples must be a whole number, 1 or more, not 0."],
      [{ numWarmup: -1 }, "numWarmup must be a whole number, 0 or more, not -1."],
      [{ stepSize: 0 }, "stepSize must be a positive number, not 0."],
      [{ targetAcceptProb: 1 }, "targetAcceptProb must be strictly between 0 and 1, not 1."],
      [
        { maxTreeDepth: 0 },
        "maxTreeDepth must be a whole number from 1 to 30, or [warmup, sampling], not 0,0.",
      ],
      [{ thinning: 2000 }, "thinning must be a whole number from 1 to numSamples, not 2000."],
      [{ numSteps: 1.5 }, "numSteps must be a whole number, 1 or more, not 1.5."],
      [{ stepSizeJitter: 1 }, "stepSizeJitter must be at least 0 and below 1, not 1."],
      [
        { metric: "euclidean" as "dense" },
        'metric must be "diagonal", "fisher", "lowRank", "welford", "dense" or { blocks: [["site", ...], ...] }, not euclidean.',
      ],
    ];
    for (const [options, message] of cases) expect(() => samplerSettings(options)).toThrow(message);
  });
});
