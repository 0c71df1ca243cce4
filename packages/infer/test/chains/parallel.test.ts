// The chains of a run over ports in this thread: queueing, results, progress, failures, stopping. Real threads are in
// test/chainWorkers.test.ts, on the built packages.
import { keyFromSeed, splitKey } from "@nutmeg-ppl/compiler/random";
import { describe, expect, it } from "vitest";
import type { ChainTask } from "../../src/chain.ts";
import { oneByOne } from "../../src/chains/batches.ts";
import type { ChainOutcome } from "../../src/chains/chainOutcome.ts";
import type { DensitySource } from "../../src/chains/densitySource.ts";
import type { ChainNews } from "../../src/chains/driveChain.ts";
import type { ChainWorkerPort, FromWorker, ToWorker } from "../../src/chains/messages.ts";
import { type ParallelOptions, parallel } from "../../src/chains/parallel.ts";
import { runChains } from "../../src/chains/runChains.ts";
import { sequential } from "../../src/chains/sequential.ts";
import { serveChains } from "../../src/chains/serveChains.ts";
import { standbyWorkers } from "../../src/chains/standbyWorkers.ts";
import { samplerSettings } from "../../src/samplerSettings.ts";
import { DrawCollector } from "../drawCollector.ts";
import { runChain } from "../runChain.ts";
import { makeDensity } from "./gaussianModule.ts";

const source: DensitySource = {
  kind: "module",
  url: new URL("./gaussianModule.ts", import.meta.url).href,
  options: { sds: [1, 2] },
};

function tasksOf(count: number, options = { numWarmup: 60, numSamples: 40 }): ChainTask[] {
  return splitKey(keyFromSeed(42), count).map((key) => ({
    key,
    initialPosition: Float64Array.of(0.5, 0.5),
    settings: samplerSettings(options),
  }));
}

/** Opens workers that live in this thread behind a real message channel; counts them, and those open at once. */
function localWorkers() {
  const count = { opened: 0, open: 0, most: 0 };
  const open = async (): Promise<ChainWorkerPort> => {
    count.opened++;
    count.most = Math.max(count.most, ++count.open);
    const { port1, port2 } = new MessageChannel();
    let hear: (message: FromWorker) => void = () => {};
    port1.addEventListener("message", (event) => hear((event as Event & { data: FromWorker }).data));
    serveChains({
      post: (message, transfer) => port2.postMessage(message, transfer),
      listen: (onMessage) =>
        port2.addEventListener("message", (event) => onMessage((event as Event & { data: ToWorker }).data)),
    });
    port1.start();
    port2.start();
    return {
      post: (message) => port1.postMessage(message),
      listen: (onMessage) => {
        hear = onMessage;
      },
      close: () => {
        count.open--;
        port1.close();
      },
    };
  };
  return { open, count };
}

/** Runs chains that must all succeed, and gives their draws. */
async function drawsOf(
  run: (options: { onNews: DrawCollector["onNews"] }) => Promise<ChainOutcome[]>,
): Promise<Float64Array[]> {
  const collector = new DrawCollector();
  const outcomes = await run(collector);
  return outcomes.map((outcome, chain) => {
    if (!outcome.ok) throw outcome.error;
    expect(outcome.chain).toBe(chain);
    return collector.of(chain).draws;
  });
}

const onNews = () => {};

const errorOf = (outcome: ChainOutcome | undefined): Error | undefined =>
  outcome?.ok === false ? outcome.error : undefined;

describe("parallel", () => {
  it("gives every chain the draws that it has alone, whatever the number of workers", async () => {
    const tasks = tasksOf(5);
    const alone = tasks.map((task) => runChain({ density: makeDensity({ sds: [1, 2] }), ...task }).draws);
    for (const numWorkers of [1, 2, 5, 9]) {
      const { open, count } = localWorkers();
      expect(await drawsOf((told) => parallel({ source, tasks, numWorkers, open, ...told }))).toEqual(alone);
      expect(count).toEqual({ opened: Math.min(5, numWorkers), open: 0, most: Math.min(5, numWorkers) });
    }
    const density = makeDensity({ sds: [1, 2] });
    expect(await drawsOf((told) => sequential({ density, tasks, ...told }))).toEqual(alone);
  });

  it("relays progress of each chain up to its end", async () => {
    const seen = new Map<number, ChainNews["progress"]>();
    await parallel({
      source,
      tasks: tasksOf(3),
      numWorkers: 2,
      onNews: (chain, { progress }) => seen.set(chain, progress),
      interval: 1,
      open: localWorkers().open,
    });
    expect([...seen.keys()].sort()).toEqual([0, 1, 2]);
    for (const progress of seen.values())
      expect(progress).toMatchObject({ phase: "sampling", iteration: 100, total: 100, remaining: 0 });
  });

  it("turns what a chain throws into an error that names the chain and keeps the cause, and loses no other chain", async () => {
    const tasks = tasksOf(4);
    const outcomes = await parallel({
      source: { ...source, options: { sds: [1, 2], throwAt: tasks[1]?.initialPosition[0] } },
      tasks: tasks.map((task, i) =>
        i === 1 ? task : { ...task, initialPosition: Float64Array.of(1 + i, 1) },
      ),
      numWorkers: 2,
      open: localWorkers().open,
      onNews,
    });
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, true, true]);
    expect(errorOf(outcomes[1])?.message).toBe("Chain 2 failed. RangeError: the density broke at 0.5");
    expect(errorOf(outcomes[1])?.cause).toMatchObject({
      name: "RangeError",
      message: "the density broke at 0.5",
    });
    expect(errorOf(outcomes[1])?.cause).toHaveProperty("stack", expect.stringContaining("gaussianModule"));
  });

  it("keeps the class of errors that tell the user what to do", async () => {
    const [task] = tasksOf(1) as [ChainTask];
    const tasks = [{ ...task, initialPosition: Float64Array.of(1, 2, 3) }];
    const outcomes = [
      ...(await parallel({ source, tasks, open: localWorkers().open, onNews })),
      ...(await sequential({ density: makeDensity({ sds: [1, 2] }), tasks, onNews })),
    ];
    for (const outcome of outcomes) {
      expect(errorOf(outcome)?.name).toBe("UsageError");
      expect(errorOf(outcome)?.message).toBe(
        "Chain 1 failed. The start has 3 coordinates, but the log density has dimension 2.",
      );
    }
  });

  it("fails every chain, by name, when the density cannot be opened", async () => {
    const outcomes = await parallel({
      source: { kind: "module", url: new URL("./missing.ts", import.meta.url).href },
      tasks: tasksOf(2),
      open: localWorkers().open,
      onNews,
    });
    expect(outcomes.map((outcome) => errorOf(outcome)?.message.slice(0, 14))).toEqual([
      "Chain 1 failed",
      "Chain 2 failed",
    ]);
  });

  it("opens a new worker for the chains that wait behind one that killed its worker", async () => {
    const { open, count } = localWorkers();
    let first = true;
    const openMortal: NonNullable<ParallelOptions["open"]> = async () => {
      const worker = await open();
      if (!first) return worker;
      first = false;
      let die: (reason: Error) => void = () => {};
      return {
        ...worker,
        listen: (onMessage, onDeath) => {
          worker.listen(onMessage, onDeath);
          die = onDeath;
        },
        post: (message) => {
          if (message.type !== "run") worker.post(message);
          // As Node does: an error event, then, later, an exit event from the same dead thread.
          else for (const delay of [0, 5]) setTimeout(() => die(new Error("exit code 7")), delay);
        },
      };
    };
    const outcomes = await parallel({ source, tasks: tasksOf(3), numWorkers: 1, open: openMortal, onNews });
    expect(outcomes.map(({ ok }) => ok)).toEqual([false, true, true]);
    expect(errorOf(outcomes[0])?.message).toBe("Chain 1 failed. Error: exit code 7");
    expect(count.opened).toBe(2);
  });

  it("keeps the draws made before an abort, and names the chains that never began", async () => {
    for (const method of ["parallel", "sequential"] as const) {
      const abort = new AbortController();
      const collector = new DrawCollector();
      const tasks = tasksOf(2, { numWarmup: 60, numSamples: 1_000_000 });
      const options = {
        tasks,
        numWorkers: 1,
        interval: 5,
        signal: abort.signal,
        onNews: (chain: number, news: ChainNews) => {
          collector.onNews(chain, news);
          if (news.progress.iteration > 500) abort.abort();
        },
      };
      const outcomes =
        method === "parallel"
          ? await parallel({ ...options, source, open: localWorkers().open })
          : await sequential({ ...options, density: makeDensity({ sds: [1, 2] }) });
      const [stopped, waiting] = outcomes;
      expect(stopped?.ok && stopped.end?.complete).toBe(false);
      expect(collector.of(0).numDraws).toBeGreaterThan(400);
      expect(waiting).toEqual({ ok: true, chain: 1, end: undefined });
    }
  });
});

/** What runChains asks of a target. */
function targetOf(own: DensitySource | undefined) {
  const density = makeDensity({ sds: [1, 2] });
  return { density, source: own, batched: async () => oneByOne(density) };
}

describe("runChains", () => {
  it("sends chains to workers or keeps them in this thread, with the same draws", async () => {
    const target = targetOf(source);
    const { open, count } = localWorkers();
    const tasks = tasksOf(2);
    const here = await drawsOf((told) => runChains({ method: "sequential", target, tasks, open, ...told }));
    const together = await drawsOf((told) =>
      runChains({ method: "vectorized", poolAdaptation: false, target, tasks, open, ...told }),
    );
    expect(count.opened).toBe(0);
    const there = await drawsOf((told) =>
      runChains({ method: "parallel", target, tasks, numWorkers: 2, open, ...told }),
    );
    expect(count.opened).toBe(2);
    expect(there).toEqual(here);
    expect(together).toEqual(here);
  });

  it("refuses workers for a density that cannot leave the thread", async () => {
    const target = targetOf(undefined);
    await expect(runChains({ method: "parallel", target, tasks: tasksOf(2), onNews })).rejects.toThrow(
      "A log density of your own cannot be sent to worker threads.",
    );
  });
});

describe("workers that stand by", () => {
  it("are opened at once, handed out before any other, and closed when nobody took them", async () => {
    const { open, count } = localWorkers();
    const workers = standbyWorkers(2, open);
    await Promise.resolve();
    expect(count.opened).toBe(2);
    const taken = await Promise.all([workers.open(), workers.open(), workers.open()]);
    expect(count.opened).toBe(3);
    for (const worker of taken) worker.close();
    const others = standbyWorkers(2, open);
    (await others.open()).close();
    others.close();
    await expect.poll(() => count.open).toBe(0);
  });

  it("give the draws of workers that are opened when they are wanted", async () => {
    const { open } = localWorkers();
    const workers = standbyWorkers(2, open);
    const tasks = tasksOf(3);
    const drawn = (opener: () => Promise<ChainWorkerPort>) =>
      drawsOf((told) => parallel({ source, tasks, numWorkers: 2, open: opener, ...told }));
    const early = await drawn(workers.open);
    workers.close();
    expect(early).toEqual(await drawn(localWorkers().open));
  });

  it("are replaced when they died or could not be opened", async () => {
    const { open, count } = localWorkers();
    let die: (reason: Error) => void = () => {};
    const failing = [
      () => Promise.reject(new Error("no threads")),
      async () => ({
        ...(await open()),
        listen: (_: unknown, onDeath: typeof die) => {
          die = onDeath;
        },
      }),
    ];
    const workers = standbyWorkers(2, () => (failing.shift() ?? open)());
    await expect.poll(() => count.opened).toBe(1);
    die(new Error("gone"));
    await Promise.all([workers.open(), workers.open()]);
    expect(count.opened).toBe(3);
  });
});
