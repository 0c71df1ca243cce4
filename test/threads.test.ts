// One evaluation by several real threads, which run the built script: the same bits for any number of them, no thread that
// outlives its use, and every way for a thread to fail.
import { spawnSync } from "node:child_process";
import { openThread, type WorkerPort } from "@nutmeg-ppl/compiler/runtime";
import { Bernoulli, compile, MCMC, Normal, NUTS, sample, tf } from "nutmeg-ppl";
import { afterEach, describe, expect, it } from "vitest";
import { Crew } from "../packages/compiler/src/runtime/threads/crew.ts";
import type { FromCrew, ToCrew } from "../packages/compiler/src/runtime/threads/messages.ts";
import {
  type Emitter,
  type Local,
  WasmModule,
} from "../packages/compiler/src/targets/wasm/assembler/index.ts";
import { MemoryPlan } from "../packages/compiler/src/targets/wasm/memoryPlan.ts";
import { Dispatch } from "../packages/compiler/src/targets/wasm/parts/dispatch.ts";

const N = 4003;
const D = 20;
const rows = Array.from({ length: N }, (_, i) =>
  Array.from({ length: D }, (_, j) => (((7 * i + 3) * (j + 1)) % 31) / 31),
);
const labels = Int32Array.from({ length: N }, (_, i) => Number((13 * i) % 29 < 14));
const groups = Int32Array.from({ length: N }, (_, i) => (31 * i) % 40);

/** Rows of a regression, a sum over groups, a mixture: totals in registers, totals in memory, scattered ones. */
function logLikelihood(w: tf.Tensor, z: tf.Tensor, x: tf.Tensor, y: tf.Tensor, group: tf.Tensor): tf.Tensor {
  const logits = tf.add(
    tf.squeeze(tf.matMul(x as tf.Tensor2D, tf.reshape(w, [D, 1])), [1]),
    tf.gather(z, group as tf.Tensor1D),
  );
  const perRow = tf.sub(tf.mul(y, logits), tf.softplus(logits));
  const parts = [0, 1, 2].map((k) => tf.neg(tf.square(tf.sub(logits, k))));
  return tf.add(tf.sum(perRow), tf.sum(tf.logSumExp(tf.stack(parts), 0)));
}

const wave = (length: number, step: number) =>
  Float64Array.from({ length }, (_, j) => (((step * j) % 17) - 8) / 20);
const points = [3, 5].map((step) => [wave(D, step), wave(40, step)] as const);

type Point = (typeof points)[number];

/** The compiled function, and what gives its value and gradient at a point, as a list. */
async function compiled(threads: number) {
  const fn = await compile(logLikelihood, [wave(D, 1), wave(40, 1), rows, labels, groups], {
    gradient: true,
    data: [2, 3, 4],
    threads,
  });
  const evaluate = (point: Point): number[] => {
    const { value, gradient } = fn.valueAndGradient(...point);
    return [value, ...gradient.slice(0, 2).flatMap(({ values }) => [...values])];
  };
  return { fn, evaluate };
}

describe("threads that share an evaluation", () => {
  it("give the same bits for any number of threads, however late each is, and after they are disposed of", async () => {
    const alone = await compiled(2);
    expect(alone.fn.explain()).toMatch(/loop 0 in \d+ parts of \d+/);
    alone.fn.dispose();
    const expected = points.map(alone.evaluate);
    for (const threads of [2, 3, 4]) {
      const { fn, evaluate } = await compiled(threads);
      const end = performance.now() + 500;
      while (performance.now() < end)
        for (const [i, point] of points.entries()) expect(evaluate(point)).toEqual(expected[i]);
      fn.dispose();
    }
  });

  it("differ from one thread by the order of summation only", async () => {
    const one = await compiled(1);
    const two = await compiled(2);
    const point = points[0] as Point;
    const found = two.evaluate(point);
    two.fn.dispose();
    // Sums of N terms of size 16 at most, in any order: each of N roundings is of a partial sum (n eps S / 2 at worst).
    const bound = (N * 2 ** -53 * N * 16) / 2;
    one.evaluate(point).forEach((value, i) => {
      expect(Math.abs(value - (found[i] as number))).toBeLessThan(bound);
    });
  });

  it("are not started for a small program", async () => {
    const small = await compile((x: tf.Tensor) => tf.sum(tf.exp(x)), [new Float64Array(100)], { threads: 4 });
    expect(small.explain()).not.toContain("parts");
  });

  it("must be a whole number", async () => {
    const compiling = compile((x: tf.Tensor) => tf.sum(x), [[1, 2]], { threads: 1.5 });
    await expect(compiling).rejects.toThrow("threads must be a whole number, 1 or more, but got 1.5");
  });

  it("let the process end", () => {
    const script = `
      import { compile, tf } from "nutmeg-ppl";
      const f = await compile((x) => tf.sum(tf.exp(x)), [new Float64Array(50_000)], { threads: 3 });
      if (!f.explain().includes("parts")) throw new Error("one thread");
      console.log(f(new Float64Array(50_000)).values[0]);`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      cwd: new URL("..", import.meta.url),
      encoding: "utf8",
      timeout: 30_000,
    });
    expect([stdout, stderr, status]).toEqual(["50000\n", "", 0]);
  });
});

describe("MCMC with threads", () => {
  const model = ({ x, y }: { x: tf.Tensor2D; y: tf.Tensor1D }) => {
    const b = sample("b", new Normal(tf.zeros([D]), 1).toEvent(1));
    const logits = tf.squeeze(tf.matMul(x, tf.reshape(b, [D, 1])), [1]);
    sample("y", new Bernoulli({ logits }), { obs: y });
  };
  const draws = async (threads: number, options: { numChains: number; chainMethod?: "sequential" }) => {
    const mcmc = new MCMC(new NUTS(model, { compile: { threads } }), {
      numWarmup: 20,
      numSamples: 10,
      progress: false,
      ...options,
    });
    await mcmc.run(7, { x: rows, y: labels });
    return mcmc.getSamples()["b"]?.dataSync();
  };

  it("draws the same bytes for any number of threads, in workers and out of them", async () => {
    const two = await draws(2, { numChains: 2 });
    expect(two?.length).toBe(2 * 10 * D);
    expect(await draws(3, { numChains: 2, chainMethod: "sequential" })).toEqual(two);
  });
});

describe("a thread that fails", () => {
  const opened: WorkerPort<ToCrew, FromCrew>[] = [];
  const open = async () => {
    const worker = await openThread<ToCrew, FromCrew>(
      new URL("../packages/compiler/dist/crewWorker.js", import.meta.url),
    );
    opened.push(worker);
    return worker;
  };
  afterEach(() => {
    for (const worker of opened.splice(0)) worker.close();
  });

  /** A program of one kernel in one part, which the evaluating thread leaves to the other. */
  async function crewOf(part: (e: Emitter) => void) {
    const module = new WasmModule();
    const memory = new MemoryPlan(new Set());
    const dispatch = new Dispatch(module, memory);
    const { fn, kernel } = dispatch.defineWork();
    const taken = dispatch.take(fn.body, fn.parameters[0] as Local, 1);
    fn.body.if(fn.body.op("i32.eqz", taken), (mine) => {
      part(mine);
      dispatch.finish(mine, 1);
    });
    const evaluate = module.defineFunction("evaluate", [], [], { export: true });
    dispatch.launch(evaluate.body, kernel);
    dispatch.join(evaluate.body, 1);
    dispatch.defineServe();
    module.importMemory("threads", "memory", 1, 1, true);
    const compiled = new WebAssembly.Module(module.toBytes());
    const crew = new Crew({ threads: 2, pages: 1, cells: dispatch.cells });
    await crew.start(compiled, [], open);
    const imports = { memory: crew.memory, wait: (parts: number) => crew.wait(parts) };
    const { exports } = new WebAssembly.Instance(compiled, { threads: imports });
    return { crew, evaluate: exports["evaluate"] as () => void };
  }

  it("has its part waited for, however long it takes", async () => {
    const { crew, evaluate } = await crewOf((e) => {
      e.loop({ from: 0, to: 2 ** 25, step: 1 }, (inside) => {
        inside.atomic("i32.atomic.store", 8, inside.constI32(77));
      });
    });
    for (let i = 0; i < 3; i++) evaluate();
    expect(new Int32Array(crew.memory.buffer)[2]).toBe(77);
    expect(() => crew.check()).not.toThrow();
  });

  it("in the midst of its part ends the evaluation with an error, and every later one", async () => {
    const { crew, evaluate } = await crewOf((e) => e.unreachable());
    expect(evaluate).toThrow(/one of the 2 threads.*has failed.*threads: 1/);
    expect(() => crew.check()).toThrow("has failed");
  });

  it("between evaluations is heard of at the next", async () => {
    const { crew } = await crewOf(() => {});
    crew.check();
    opened[0]?.close();
    await expect.poll(() => { try { crew.check(); return ""; } catch (error) { return String(error); } }).toContain("exit code"); // biome-ignore format: a line
  });

  it("at its start fails the start, and names the reason", async () => {
    const crew = new Crew({ threads: 3, pages: 1, cells: 64 });
    const module = new WebAssembly.Module(new WasmModule().toBytes());
    await expect(crew.start(module, ["nothing"], open)).rejects.toThrow('host function "nothing"');
  });

  it("is no failure when it was disposed of", async () => {
    const { crew } = await crewOf(() => {});
    crew.dispose();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(() => crew.check()).not.toThrow();
  });
});
