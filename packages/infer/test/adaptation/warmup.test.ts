// Warmup as a whole, without a chain around it: what it remembers is plain data, and enough to go on from.
import { foldIn, keyFromSeed } from "@nutmeg-ppl/compiler/random";
import { describe, expect, it } from "vitest";
import { stepSizeSearch } from "../../src/adaptation/stepSizeSearch.ts";
import { type Search, Warmup, type WarmupState } from "../../src/adaptation/warmup.ts";
import type { KernelState } from "../../src/kernels/kernel.ts";
import { nuts } from "../../src/kernels/nuts.ts";
import { type SamplerOptions, samplerSettings } from "../../src/samplerSettings.ts";
import { correlatedGaussian, stateAt } from "../densities.ts";

const density = correlatedGaussian([
  [4, 1.5, 0],
  [1.5, 1, 0.2],
  [0, 0.2, 0.3],
]);
const search: Search = (index, state, tuning) =>
  stepSizeSearch(foldIn(keyFromSeed(8), index), density, state, tuning);

/** The states and tunings of `numWarmup` transitions; at each draw of `stops` the warmup is thrown away and remade. */
function trace(options: SamplerOptions, stops: readonly number[]): { rows: number[][]; end: WarmupState } {
  const settings = samplerSettings(options);
  const kernel = nuts(density);
  let state: KernelState = stateAt(density, [1, -1, 2]);
  let warmup = new Warmup(settings, search, state);
  const rows: number[][] = [];
  for (let draw = 0; draw < settings.numWarmup; draw++) {
    if (stops.includes(draw)) {
      state = stateAt(density, [...state.position]);
      warmup = new Warmup(settings, search, state, structuredClone(warmup.snapshot()));
    }
    const [next, info] = kernel(foldIn(keyFromSeed(9), draw), state, warmup.tuning);
    state = next;
    warmup.learn(next, info);
    rows.push([...state.position, warmup.tuning.stepSize, ...warmup.tuning.metric.variances]);
  }
  return { rows, end: warmup.snapshot() };
}

describe("Warmup", () => {
  it("goes on from a snapshot, wherever it was taken, to the same bytes", () => {
    const numWarmup = 200;
    const whole = trace({ numWarmup }, []);
    // Before any draw, within the windows, on both sides of their ends, and in the last buffer.
    const stops = [0, 1, 40, 74, 75, 99, 100, 137, 149, 150, 170, 199];
    for (const stop of stops) expect(trace({ numWarmup }, [stop])).toEqual(whole);
    expect(trace({ numWarmup }, stops)).toEqual(whole);
  });

  it("hands out snapshots that later draws leave alone", () => {
    const settings = samplerSettings({ numWarmup: 200 });
    const state = stateAt(density, [1, -1, 2]);
    const warmup = new Warmup(settings, search, state);
    const kernel = nuts(density);
    const snapshot = warmup.snapshot();
    const copy = structuredClone(snapshot);
    for (let draw = 0; draw < 120; draw++) {
      const [next, info] = kernel(foldIn(keyFromSeed(9), draw), state, warmup.tuning);
      warmup.learn(next, info);
    }
    expect(snapshot).toEqual(copy);
    expect(warmup.snapshot()).not.toEqual(copy);
  });
});
