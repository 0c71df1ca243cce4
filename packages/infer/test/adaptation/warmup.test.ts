// Warmup as a whole, without a chain around it: what it remembers is plain data, and enough to go on from.
import { foldIn, keyFromSeed } from "@nutmeg-ppl/compiler/random";
import { describe, expect, it } from "vitest";
import { stepSizeSearch } from "../../src/adaptation/stepSizeSearch.ts";
import { type Search, Warmup, type WarmupState } from "../../src/adaptation/warmup.ts";
import type { KernelState } from "../../src/kernels/kernel.ts";
import { type SamplerOptions, samplerSettings } from "../../src/samplerSettings.ts";
import { correlatedGaussian, stateAt } from "../densities.ts";
import { nuts } from "../kernels/kernels.ts";

const density = correlatedGaussian([
  [4, 1.5, 0],
  [1.5, 1, 0.2],
  [0, 0.2, 0.3],
]);
const search: Search = (index, state, tuning) =>
  stepSizeSearch(foldIn(keyFromSeed(8), index), density, state, tuning);

const METRIC_OPTIONS: readonly SamplerOptions[] = [
  { metric: "diagonal" },
  { metric: "fisher" },
  { metric: "lowRank" },
  { metric: "welford" },
  { metric: "dense" },
  { metric: { blocks: [["a"]] } },
];

/** The states and tunings of 200 transitions; at each draw of `stops` the warmup is thrown away and remade. */
function trace(options: SamplerOptions, stops: readonly number[]): { rows: number[][]; end: WarmupState } {
  const settings = samplerSettings({ numWarmup: 200, ...options });
  const kernel = nuts(density);
  const blocks = [Int32Array.of(0, 2)];
  let state: KernelState = stateAt(density, [1, -1, 2]);
  let warmup = new Warmup(settings, search, state, { blocks });
  const rows: number[][] = [];
  for (let draw = 0; draw < settings.numWarmup; draw++) {
    if (stops.includes(draw)) {
      state = stateAt(density, [...state.position]);
      warmup = new Warmup(settings, search, state, { blocks, resumed: structuredClone(warmup.snapshot()) });
    }
    const [next, info] = kernel(foldIn(keyFromSeed(9), draw), state, warmup.tuning);
    warmup.learn(next, info, next !== state);
    state = next;
    rows.push([...state.position, warmup.tuning.stepSize, ...warmup.tuning.metric.variances]);
  }
  return { rows, end: warmup.snapshot() };
}

describe("Warmup", () => {
  it.each(METRIC_OPTIONS)(
    "goes on from a snapshot, wherever it was taken, to the same bytes: %j",
    (options) => {
      const whole = trace(options, []);
      // Before any draw, within the windows of both schedules, on both sides of their ends, and after the last.
      const stops = [0, 1, 3, 40, 59, 60, 74, 75, 99, 100, 137, 149, 150, 170, 189, 199];
      for (const stop of stops) expect(trace(options, [stop])).toEqual(whole);
      expect(trace(options, stops)).toEqual(whole);
    },
  );

  it.each(METRIC_OPTIONS)("hands out snapshots that later draws leave alone: %j", (options) => {
    const settings = samplerSettings({ numWarmup: 200, ...options });
    let state = stateAt(density, [1, -1, 2]);
    const warmup = new Warmup(settings, search, state, { blocks: [Int32Array.of(0, 2)] });
    const kernel = nuts(density);
    const kept: [WarmupState, WarmupState][] = [];
    for (let draw = 0; draw < 190; draw++) {
      if (draw % 30 === 0) kept.push([warmup.snapshot(), structuredClone(warmup.snapshot())]);
      const [next, info] = kernel(foldIn(keyFromSeed(9), draw), state, warmup.tuning);
      warmup.learn(next, info, next !== state);
      state = next;
    }
    for (const [snapshot, copy] of kept) expect(snapshot).toEqual(copy);
    expect(warmup.snapshot()).not.toEqual(kept[0]?.[1]);
  });

  it("goes on with the present step size when a later search fails, but not after the first", () => {
    const settings = samplerSettings({ numWarmup: 200 });
    const state = stateAt(density, [1, -1, 2]);
    const failing =
      (from: number): Search =>
      (index, at, tuning) =>
        index < from ? search(index, at, tuning) : { stepSize: 1e-30, outcome: "steep" };
    expect(() => new Warmup(settings, failing(0), state)).toThrow("even a vanishing step raises the energy");
    const warmup = new Warmup(settings, failing(1), state);
    const kernel = nuts(density);
    let at = state;
    for (let draw = 0; draw < 20; draw++) {
      const [next, info] = kernel(foldIn(keyFromSeed(9), draw), at, warmup.tuning);
      warmup.learn(next, info, next !== at);
      at = next;
    }
    expect(warmup.snapshot().searches).toBe(2);
    expect(warmup.tuning.stepSize).toBeGreaterThan(1e-3);
  });
});
