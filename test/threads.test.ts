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
const rows = Array.from({ length: N }, (_, i) => [1, Math.sin(i), Math.cos(3 * i), ((7 * i) % 11) / 11]);
const labels = Int32Array.from({ length: N }, (_, i) => Number((13 * i) % 29 < 14));
const groups = Int32Array.from({ length: N }, (_, i) => (31 * i) % 40);

/** Rows of a regression, a sum over groups, a mixture: totals in registers, totals in memory, scattered ones. */
function logLikelihood(w: tf.Tensor, z: tf.Tensor, x: tf.Tensor, y: tf.Tensor, group: tf.Tensor): tf.Tensor {
  const logits = tf.add(
    tf.squeeze(tf.matMul(x as tf.Tensor2D, tf.reshape(w, [4, 1])), [1]),
    tf.gather(z, group as tf.Tensor1D),
  );
  const perRow = tf.sub(tf.mul(y, logits), tf.softplus(logits));
  const parts = [0, 1, 2].map((k) => tf.neg(tf.square(tf.sub(logits, k))));
  return tf.add(tf.sum(perRow), tf.sum(tf.logSumExp(tf.stack(parts), 0)));
}

const examples = [[0.1, -0.2, 0.3, 0.4], groups.slice(0, 40).map(() => 0), rows, labels, groups] as const;
const at = [[0.3, 0.1, -0.7, 0.2], Float64Array.from({ length: 40 }, (_, j) => 0.1 * Math.sin(j))] as const;

async function evaluations(threads: number, count: number) {
  const [w, , ...data] = examples;
  const compiled = await compile(logLikelihood as never, [w, new Float64Array(40), ...data] as never, {
    gradient: true,
    data: [2, 3, 4],
    threads,
  });
  const results = Array.from({ length: count }, () => {
    const { value, gradient } = compiled.valueAndGradient(...at);
    return [value, ...gradient.slice(0, 2).flatMap(({ values }) => [...values])];
  });
  return { compiled, results };
}

describe("threads that share an evaluation", () => {
  it("give the same bits for any number of threads, at every run, and after they are disposed of", async () => {
    const { results: two, compiled } = await evaluations(2, 200);
    for (const result of two) expect(result).toEqual(two[0]);
    expect(compiled.explain()).toMatch(/loop 0 in \d+ parts of \d+/);
    compiled.dispose();
    for (const threads of [3, 4]) {
      const { results, compiled } = await evaluations(threads, 50);
      for (const result of results) expect(result).toEqual(two[0]);
      compiled.dispose();
    }
    const alone = await evaluations(4, 1);
    alone.compiled.dispose();
    expect(alone.results[0]).toEqual(two[0]);
  });

  it("differ from one thread by the order of summation only", async () => {
    const [one] = (await evaluations(1, 1)).results;
    const { results, compiled } = await evaluations(2, 1);
    compiled.dispose();
    // Sums of 4003 terms of size about 1, each rounded at sums of at most 4003 * 4: n eps S / 2 at worst.
    const bound = (4003 * 2 ** -53 * 4003 * 4) / 2;
    (one as number[]).forEach((value, i) => {
      expect(Math.abs(value - (results[0]?.[i] as number))).toBeLessThan(bound);
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
    const b = sample("b", new Normal(tf.zeros([4]), 1).toEvent(1));
    const logits = tf.squeeze(tf.matMul(x, tf.reshape(b, [4, 1])), [1]);
    sample("y", new Bernoulli({ logits }), { obs: y });
  };
  const draws = async (threads: number, options: { numChains: number; chainMethod?: "sequential" }) => {
    const mcmc = new MCMC(new NUTS(model, { compile: { threads } }), {
      numWarmup: 60,
      numSamples: 40,
      progress: false,
      ...options,
    });
    await mcmc.run(7, {
      x: rows.flatMap((row) => [row, row, row]),
      y: Int32Array.from({ length: 3 * N }, (_, i) => labels[i % N] as number),
    });
    return mcmc.getSamples()["b"]?.dataSync();
  };

  it("draws the same bytes for any number of threads, in workers and out of them", async () => {
    const two = await draws(2, { numChains: 2 });
    expect(two?.length).toBe(2 * 40 * 4);
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
      e.loop({ from: 0, to: 2 ** 28, step: 1 }, (inside) => {
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
