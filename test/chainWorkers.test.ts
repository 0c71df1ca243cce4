// Chains in real threads, which run the built script: same bytes as in this thread, and every way for a worker to fail.
import { keyFromSeed, splitKey } from "@nutmeg-ppl/compiler/random";
import { openThread } from "@nutmeg-ppl/compiler/runtime";
import { describe, expect, it } from "vitest";
import type { ChainTask } from "../packages/infer/src/chain.ts";
import type { DensitySource } from "../packages/infer/src/chains/densitySource.ts";
import type { FromWorker, ToWorker } from "../packages/infer/src/chains/messages.ts";
import { parallel } from "../packages/infer/src/chains/parallel.ts";
import { samplerSettings } from "../packages/infer/src/samplerSettings.ts";
import { DrawCollector } from "../packages/infer/test/drawCollector.ts";
import { runChain } from "../packages/infer/test/runChain.ts";

/** The pool is of the sources, since the package exports none of it; the threads run the built script. */
const open = () =>
  openThread<ToWorker, FromWorker>(new URL("../packages/infer/dist/chainWorker.js", import.meta.url));

/** A module with a Gaussian of sds 1 and 3 that runs `saboteur` in each evaluation at its own start. */
function moduleSource(saboteur = ""): DensitySource {
  const text = `export const makeDensity = ({ badStart }) => ({
    dimension: 2,
    evaluate(position, gradient) {
      if (position[0] === badStart) { ${saboteur} }
      gradient[0] = -position[0];
      gradient[1] = -position[1] / 9;
      return -0.5 * (position[0] ** 2 + position[1] ** 2 / 9);
    },
  });`;
  return {
    kind: "module",
    url: `data:text/javascript,${encodeURIComponent(text)}`,
    options: { badStart: 0.25 },
  };
}

const tasksOf = (count: number, starts: number[] = []): ChainTask[] =>
  splitKey(keyFromSeed(11), count).map((key, i) => ({
    key,
    initialPosition: Float64Array.of(starts[i] ?? 0.5, 0.5),
    settings: samplerSettings({ numWarmup: 150, numSamples: 100 }),
  }));

const onNews = () => {};

describe("chains in worker threads", () => {
  it("draw the same bytes as this thread does, with one worker and with three", async () => {
    const density = {
      dimension: 2,
      evaluate(position: Float64Array, gradient: Float64Array) {
        gradient[0] = -position[0]!;
        gradient[1] = -position[1]! / 9;
        return -0.5 * (position[0]! ** 2 + position[1]! ** 2 / 9);
      },
    };
    const alone = tasksOf(4).map((task) => runChain({ density, ...task }));
    for (const numWorkers of [1, 3]) {
      const told = new DrawCollector();
      const source = moduleSource();
      const outcomes = await parallel({ open, source, tasks: tasksOf(4), numWorkers, onNews: told.onNews });
      for (const [chain, outcome] of outcomes.entries()) {
        if (!outcome.ok) throw outcome.error;
        expect(told.of(chain).draws).toEqual(alone[chain]?.draws);
        expect(told.of(chain).stats).toEqual(alone[chain]?.stats);
      }
    }
  });

  it("lose only the chain that threw, and say which and why", async () => {
    const source = moduleSource('throw new TypeError("no such column");');
    const outcomes = await parallel({ open, source, tasks: tasksOf(3, [0.5, 0.25]), numWorkers: 2, onNews });
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, true]);
    expect(outcomes[1]).toMatchObject({
      chain: 1,
      error: { message: "Chain 2 failed. TypeError: no such column" },
    });
  });

  it("lose only the chain whose thread died; those behind it get a new thread", async () => {
    const source = moduleSource("process.exit(7);");
    const outcomes = await parallel({ open, source, tasks: tasksOf(3, [0.25]), numWorkers: 1, onNews });
    expect(outcomes.map(({ ok }) => ok)).toEqual([false, true, true]);
    expect(outcomes[0]).toMatchObject({
      error: { message: "Chain 1 failed. Error: its worker thread ended with exit code 7" },
    });
  });

  it("lose only the chain that left an error uncaught in its thread", async () => {
    const source = moduleSource('setTimeout(() => { throw new Error("late"); }); throw new Error("early");');
    const outcomes = await parallel({ open, source, tasks: tasksOf(2, [0.25]), numWorkers: 1, onNews });
    expect(outcomes.map(({ ok }) => ok)).toEqual([false, true]);
  });

  it("leave what a chain had drawn when its thread died; the other chains go on", async () => {
    const text = `let calls = 0; export const makeDensity = () => ({
      dimension: 1,
      evaluate(position, gradient) {
        if (calls++ === 0 && position[0] === 0.25) calls = 1e9;
        if (calls === 1e9 + 300000) process.exit(7);
        gradient[0] = -position[0];
        return -0.5 * position[0] ** 2;
      },
    });`;
    const source: DensitySource = { kind: "module", url: `data:text/javascript,${encodeURIComponent(text)}` };
    const tasks = splitKey(keyFromSeed(11), 2).map((key, i) => ({
      key,
      initialPosition: Float64Array.of(i === 0 ? 0.25 : 0.5),
      settings: samplerSettings({ numWarmup: 150, numSamples: i === 0 ? 1e7 : 1000 }),
    }));
    const told = new DrawCollector();
    const outcomes = await parallel({ open, source, tasks, interval: 1, onNews: told.onNews });
    expect(outcomes).toMatchObject([
      { ok: false, error: { message: "Chain 1 failed. Error: its worker thread ended with exit code 7" } },
      { ok: true, end: { complete: true } },
    ]);
    expect(told.of(0).numDraws).toBeGreaterThan(1000);
    expect(told.of(1).numDraws).toBe(1000);
  });
});
