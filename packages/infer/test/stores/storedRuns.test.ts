// Runs whose draws go to files: the same draws as in memory, readable at any time; what happens to a full disk, a path that
// cannot be written, and files that were damaged. Processes that are killed are in test/killedRuns.test.ts.
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Normal } from "@nutmeg-ppl/distributions";
import { deterministic, plate, sample } from "@nutmeg-ppl/model";
import type * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { makeStats } from "../../src/drawBlock.ts";
import { MCMC, type MCMCOptions, NUTS, type NUTSOptions, readStore } from "../../src/index.ts";
import { FileStore } from "../../src/stores/fileStore.ts";
import { MemoryStore } from "../../src/stores/memoryStore.ts";
import type { RunFile } from "../../src/stores/runFile.ts";

vi.mock("node:fs", async (original) => {
  const actual = await original<typeof import("node:fs")>();
  const mocked = { ...actual, writeSync: vi.fn(actual.writeSync) };
  return { ...mocked, default: mocked };
});

/** A site that has the name of a statistic, too. */
function model({ y }: { y: tf.Tensor1D }) {
  const theta = plate("J", 2, () => sample("theta", new Normal(0, 1)));
  deterministic("energy", theta.sum());
  sample("y", new Normal(theta.sum(), 1), { obs: y });
}

const data = { y: [0.5, 1.5, 1] };
const quiet = { chainMethod: "sequential", progress: false } as const;
const base = {
  numWarmup: 60,
  numSamples: 40,
  numChains: 2,
  ...quiet,
} as const;

let folder: string;
beforeEach(() => {
  folder = join(fs.mkdtempSync(join(tmpdir(), "nutmeg-")), "run");
});
afterEach(() => fs.rmSync(join(folder, ".."), { recursive: true }));

async function sampled(options: MCMCOptions = {}) {
  const mcmc = new MCMC(new NUTS(model), { ...base, ...options });
  await mcmc.run(7, data);
  return mcmc;
}

type Draws = Pick<MCMC<unknown>, "getSamples" | "getExtraFields">;

/** All that was drawn, as numbers. */
const allOf = (draws: Draws, warmup = false) => ({
  samples: Object.entries(draws.getSamples({ warmup })).map(([name, site]) => [
    name,
    site.shape,
    [...site.dataSync()],
  ]),
  fields: Object.entries(draws.getExtraFields({ warmup })).map(([name, field]) => [
    name,
    [...field.dataSync()],
  ]),
});

/** Whether long lists of numbers are equal; `toEqual` takes seconds for these. */
const same = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  Buffer.from(Float64Array.from(a).buffer).equals(Buffer.from(Float64Array.from(b).buffer));

/** Stops at a transition of a chain. */
function stopAt(chain: number, iteration: number): Pick<MCMCOptions, "signal" | "progress"> {
  const abort = new AbortController();
  return {
    signal: abort.signal,
    progress: (which, at) => {
      if (which === chain && at.iteration >= iteration) abort.abort();
    },
  };
}

describe("A run with a store", () => {
  it.each([1, 3])(
    "has the draws of a run in memory, thinned by %i, and readStore has them too",
    async (thinning) => {
      const options = { thinning, keepWarmup: true };
      const inMemory = await sampled(options);
      const stored = await sampled({ ...options, store: folder });
      const read = await readStore(folder);
      for (const draws of [stored, read]) {
        expect(allOf(draws)).toEqual(allOf(inMemory));
        expect(allOf(draws, true)).toEqual(allOf(inMemory, true));
        expect(draws.formatSummary()).toEqual(inMemory.formatSummary());
        expect(draws.complete).toBe(true);
        expect(draws.getWarmup().map(({ stepSize }) => stepSize)).toEqual(
          inMemory.getWarmup().map(({ stepSize }) => stepSize),
        );
      }
    },
  );

  it("writes files that another program can read: a line of JSON, then rows of float64", async () => {
    const mcmc = await sampled({ store: folder });
    const bytes = fs.readFileSync(join(folder, "chain-2.draws"));
    const header = JSON.parse(bytes.subarray(0, bytes.indexOf("\n")).toString());
    expect(header).toMatchObject({ format: "nutmeg-draws-1", chain: 2, rows: { warmup: 0, sampling: 40 } });
    expect(header.headerBytes % 8).toBe(0);
    expect(bytes.length).toBe(header.headerBytes + 40 * 8 * header.rowLength);
    const rows = new Float64Array(Uint8Array.from(bytes.subarray(header.headerBytes)).buffer);
    const { offset } = header.columns.find(
      (column: { name: string; kind: string }) => column.name === "theta",
    );
    const last = rows.subarray(39 * header.rowLength + offset, 39 * header.rowLength + offset + 2);
    expect([...last]).toEqual([...mcmc.getSamples()["theta"]!.dataSync()].slice(-2));
  });

  it("can be read while it is written", async () => {
    const abort = new AbortController();
    let reading: Promise<void> | undefined;
    let ready = true;
    let early: ArrayLike<number> = [];
    const read = async () => {
      ready = false;
      const draws = await readStore(folder);
      ready = true;
      // Until the first block is there.
      if (draws.missing?.includes("no draws to show")) return;
      expect(draws.complete).toBe(false);
      early = draws.getSamples()["theta"]!.dataSync();
      abort.abort();
    };
    const mcmc = await sampled({
      ...{ store: folder, numSamples: 200_000, numChains: 1, signal: abort.signal },
      progress: () => {
        if (ready && !abort.signal.aborted) reading = read();
      },
    });
    await reading;
    expect(early.length).toBeGreaterThan(0);
    const late = mcmc.getSamples()["theta"]!.dataSync();
    expect(same(late.slice(0, early.length), early)).toBe(true);
  });

  it("gives some elements of a site's values as memory does", () => {
    const sites = [{ name: "m", kind: "sample", shape: [2, 3] }] as const;
    const rows = { warmup: 1, sampling: 2 };
    const files = { fs, sha256: String };
    const identity = { sites } as unknown as RunFile["identity"];
    const run = {
      format: "nutmeg-run-1",
      key: Uint32Array.of(0, 1),
      identity,
      chains: [],
      checkpointEvery: undefined,
      together: undefined,
    } as const;
    const stores = [new MemoryStore(sites, [rows]), FileStore.create(files, folder, run, [], [rows])];
    for (const store of stores) {
      for (const [phase, count] of [
        ["warmup", 1],
        ["sampling", 2],
      ] as const) {
        const positions = Float64Array.from({ length: 6 * count }, (_, i) => i + count);
        store.append(0, { phase, count, positions, stats: makeStats(count) }, (m) => ({ m }));
      }
      expect([...store.values(0, 0, "sampling", [2, 4])]).toEqual([4, 5, 10, 11]);
      expect([...store.values(0, 0, "warmup", [5, 6])]).toEqual([6]);
      expect([...store.values(0, 0, "sampling")]).toEqual(Array.from({ length: 12 }, (_, i) => i + 2));
      store.close();
    }
  });

  it("keeps no draws in memory", async () => {
    const mcmc = await sampled({ store: folder });
    fs.rmSync(join(folder, "chain-1.draws"));
    expect(() => mcmc.getSamples()).toThrow(
      /chain-1\.draws failed: there is no such file or folder \(ENOENT\)/,
    );
  });
});

describe("A store that cannot be written", () => {
  it("is refused before anything is drawn", async () => {
    fs.mkdirSync(join(folder, ".."), { recursive: true });
    fs.writeFileSync(folder, "a file");
    await expect(sampled({ store: join(folder, "below") })).rejects.toThrow(
      /MCMC: making the folder .*below failed: a part of the path is a file, not a folder \(ENOTDIR\)/,
    );
  });

  it("is refused when it holds a run already, which is left alone", async () => {
    const first = allOf(await sampled({ store: folder }));
    await expect(sampled({ store: folder })).rejects.toThrow(`MCMC: ${folder} holds a run already.`);
    expect(allOf(await readStore(folder))).toEqual(first);
  });

  it("leaves what was drawn, on disk and in memory, when the disk is full, and can be resumed after", async () => {
    const whole = await sampled({ numSamples: 25_000 });
    const { writeSync } = await vi.importActual<typeof import("node:fs")>("node:fs");
    let room = 1_700_000;
    const intoRoom = (file: number, bytes: Uint8Array, from: number, length: number, at: number) => {
      const fit = Math.min(length, room);
      if (fit === 0)
        throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
      room -= fit;
      return writeSync(file, bytes, from, fit, at);
    };
    vi.mocked(fs.writeSync).mockImplementation(intoRoom as typeof writeSync);
    const mcmc = new MCMC(new NUTS(model), { ...base, numSamples: 25_000, store: folder });
    await expect(mcmc.run(7, data)).rejects.toThrow(
      /chain-1\.draws failed: the disk is full: make room \(ENOSPC\)/,
    );
    vi.mocked(fs.writeSync).mockImplementation(writeSync);
    expect(mcmc.complete).toBe(false);
    const drawn = mcmc.getSamples()["theta"]!;
    const onDisk = (await readStore(folder)).getSamples()["theta"]!;
    expect(drawn.shape[0]).toBeGreaterThan(onDisk.shape[0]!);
    const all = whole.getSamples()["theta"]!.dataSync();
    expect(same(drawn.dataSync(), all.slice(0, drawn.size))).toBe(true);
    expect(same(onDisk.dataSync(), all.slice(0, onDisk.size))).toBe(true);
    const resumed = await MCMC.resume(folder, new NUTS(model), data, quiet);
    expect(same(resumed.getSamples()["theta"]!.dataSync(), all)).toBe(true);
  });
});

describe("MCMC.resume", () => {
  it.each([
    ["in warmup", 0, 20, 1],
    ["while sampling", 0, 71, 1],
    ["while sampling, thinned", 0, 71, 7],
    ["in the second chain, thinned", 1, 83, 3],
  ])("gives the files of an undisturbed run after a stop %s", async (_, chain, iteration, thinning) => {
    const options = { thinning, keepWarmup: true, checkpointEvery: 5 };
    const other = `${folder}-undisturbed`;
    await sampled({ ...options, store: other });
    await sampled({ ...options, store: folder, ...stopAt(chain, iteration) });
    expect((await readStore(folder)).complete).toBe(false);
    const resumed = await MCMC.resume(folder, new NUTS(model), data, quiet);
    expect(resumed.complete).toBe(true);
    for (const name of ["chain-1.draws", "chain-2.draws"])
      expect(fs.readFileSync(join(folder, name))).toEqual(fs.readFileSync(join(other, name)));
    expect(allOf(await MCMC.resume(folder, new NUTS(model), data, quiet))).toEqual(allOf(resumed));
  });

  it.each([
    ["in warmup", 1, { numWarmup: 4000 }, true],
    ["while sampling", 4001, { numWarmup: 4000, numSamples: 20_000 }, true],
    ["while sampling, each having learned alone", 100, { numSamples: 20_000, checkpointEvery: 2000 }, false],
  ])(
    "gives the files of undisturbed vectorized chains after a stop %s",
    async (_, iteration, numbers, poolAdaptation) => {
      const options = { ...numbers, chainMethod: "vectorized", poolAdaptation } as const;
      const other = `${folder}-undisturbed`;
      await sampled({ ...options, store: other });
      await sampled({ ...options, store: folder, ...stopAt(0, iteration) });
      expect((await readStore(folder)).complete).toBe(false);
      const resumed = await MCMC.resume(folder, new NUTS(model), data, quiet);
      expect(resumed.complete).toBe(true);
      for (const name of ["chain-1.draws", "chain-2.draws"])
        expect(fs.readFileSync(join(folder, name)).equals(fs.readFileSync(join(other, name)))).toBe(true);
    },
  );

  it("goes on with a run that itself continued another", async () => {
    const whole = await sampled({ thinning: 3, numSamples: 80 });
    const first = await sampled({ thinning: 3 });
    const second = new MCMC(new NUTS(model), {
      ...base,
      ...{ thinning: 3, checkpointEvery: 5, store: folder },
      ...stopAt(0, 110),
    });
    second.postWarmupState = first.lastState;
    await second.run(7, data);
    expect(second.complete).toBe(false);
    const resumed = await MCMC.resume(folder, new NUTS(model), data, quiet);
    const grouped = (draws: MCMC<unknown>) => draws.getSamples({ groupByChain: true })["theta"]!;
    const [a, b, c] = [first, resumed, whole].map((draws) => [...grouped(draws as MCMC<unknown>).dataSync()]);
    const half = (values: number[], i: number) =>
      values.slice((i * values.length) / 2, ((i + 1) * values.length) / 2);
    for (const i of [0, 1]) expect([...half(a!, i), ...half(b!, i)]).toEqual(half(c!, i));
  });

  it("refuses another model, other data and other settings, and says what differs", async () => {
    await sampled({ store: folder, checkpointEvery: 5, ...stopAt(0, 30) });
    const before = fs.readFileSync(join(folder, "chain-1.draws"));
    const wider = ({ y }: { y: tf.Tensor1D }) => {
      const theta = plate("J", 3, () => sample("theta", new Normal(0, 1)));
      sample("y", new Normal(theta.sum(), 1), { obs: y });
    };
    const other = ({ y }: { y: tf.Tensor1D }) => {
      const theta = plate("J", 2, () => sample("theta", new Normal(0, 2)));
      deterministic("energy", theta.sum());
      sample("y", new Normal(theta.sum(), 1), { obs: y });
    };
    const resume = (sampler: NUTS<{ y: tf.Tensor1D }>, y: number[]) => MCMC.resume(folder, sampler, { y });
    const nuts = (options: NUTSOptions) => new NUTS(model, options);
    await expect(resume(new NUTS(wider), data.y)).rejects.toThrow(
      "the parameters: theta [2], now theta [3]; the sites: theta [2], energy [], now theta [3]",
    );
    await expect(resume(new NUTS(other), data.y)).rejects.toThrow("Different are: the compiled model");
    await expect(resume(new NUTS(model), [1, 2])).rejects.toThrow("the data: data.y [3], now data.y [2].");
    await expect(resume(new NUTS(model), [0.5, 1.5, 2])).rejects.toThrow(
      "Different are: the values of data.y.",
    );
    await expect(resume(nuts({ targetAcceptProb: 0.9, maxTreeDepth: 8 }), data.y)).rejects.toThrow(
      "Different are: targetAcceptProb: 0.8, now 0.9; maxTreeDepth: [10,10], now [8,8].",
    );
    expect(fs.readFileSync(join(folder, "chain-1.draws"))).toEqual(before);
  });

  it("refuses damaged files, says which, and touches none", async () => {
    const whole = allOf(await sampled());
    await sampled({ store: folder, checkpointEvery: 5, ...stopAt(1, 75) });
    const resume = () => MCMC.resume(folder, new NUTS(model), data, quiet);
    const damaged = async (name: string, change: (bytes: Buffer) => Buffer, message: string | RegExp) => {
      const bytes = fs.readFileSync(join(folder, name));
      fs.writeFileSync(join(folder, name), change(Buffer.from(bytes)));
      await expect(resume()).rejects.toThrow(message);
      fs.writeFileSync(join(folder, name), bytes);
    };
    const flip = (at: number) => (bytes: Buffer) => {
      bytes[at] = bytes[at]! ^ 1;
      return bytes;
    };
    await damaged(
      "chain-2.checkpoint",
      flip(300),
      /chain-2\.checkpoint is damaged.*Delete this file to draw its chain anew/,
    );
    await damaged("chain-1.checkpoint", (bytes) => bytes.subarray(0, 100), "chain-1.checkpoint is damaged");
    await damaged("chain-1.draws", flip(1), "chain-1.draws is damaged: its first line");
    await damaged(
      "chain-1.draws",
      (bytes) => bytes.subarray(0, bytes.length - 1),
      /it has 39 draws, but had 40 at/,
    );
    await damaged("run.json", (bytes) => bytes.subarray(0, 100), "run.json is damaged");
    expect(allOf(await resume())).toEqual(whole);
  });

  it("draws a chain anew whose checkpoint is gone, and says so when there is no run", async () => {
    const whole = allOf(await sampled());
    await sampled({ store: folder, checkpointEvery: 5, ...stopAt(1, 75) });
    fs.rmSync(join(folder, "chain-2.checkpoint"));
    expect(allOf(await MCMC.resume(folder, new NUTS(model), data, quiet))).toEqual(whole);
    await expect(MCMC.resume(join(folder, "elsewhere"), new NUTS(model), data)).rejects.toThrow(
      /reading .*elsewhere\/run\.json failed: there is no such file or folder/,
    );
    await expect(readStore(join(folder, "elsewhere"))).rejects.toThrow("there is no such file or folder");
  });
});

describe("checkpointEvery", () => {
  it("must be a whole number, with a store", () => {
    expect(() => new MCMC(new NUTS(model), { checkpointEvery: 5 })).toThrow("checkpointEvery needs a folder");
    expect(() => new MCMC(new NUTS(model), { checkpointEvery: 0, store: "x" })).toThrow("but got 0");
  });
});
