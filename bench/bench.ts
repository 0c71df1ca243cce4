// npm run bench: the flagship mixture against its bars. Ratios and medians within this run.
import { cpus } from "node:os";
import { type UnconstrainedModel, unconstrain, unconstrainedModel } from "@nutmeg-ppl/model";
import { initToValue, MCMC, NUTS } from "nutmeg-ppl";
import { build } from "./build.ts";
import { K, mixture, points, START } from "./flagship/model.ts";
import { OF_HAND_WRITTEN, yardstick } from "./flagship/yardstick.ts";
import { inProcesses } from "./inProcesses.ts";
import { marginalizedMixture } from "./models/marginalizedMixture.ts";
import { compare, median, table } from "./timing.ts";

const print = (text: string) => process.stdout.write(`${text}\n`);

function verdict(value: number, bar: number): string {
  return value <= bar ? "met" : "MISSED";
}

/** What captures the flagship with given data. */
function capture(x: Float64Array): () => UnconstrainedModel {
  return () => unconstrainedModel(mixture, { k: K, x });
}

async function gradient(): Promise<void> {
  const x = points();
  const { model, density } = await build(capture(x));
  const position = unconstrain(model, START);
  const out = new Float64Array(density.dimension);
  const times = compare({
    compiled: () => density.evaluate(position, out),
    handWritten: yardstick(x),
  });
  const ratio = times.compiled / times.handWritten;
  print("\nLog density and gradient, N = 2500, K = 3");
  print(
    table([
      ["", "us"],
      ["compiled", times.compiled],
      ["hand-written JavaScript", times.handWritten],
      [`ratio (bar ${OF_HAND_WRITTEN.toFixed(2)})`, `${ratio.toFixed(3)} ${verdict(ratio, OF_HAND_WRITTEN)}`],
    ]),
  );
}

function cold(): void {
  const { imported, firstDraw } = inProcesses("./flagship/firstDraw.js", 7) as {
    imported: number;
    firstDraw: number;
  };
  const { capture, compile } = inProcesses("./coldBuild.js", 7, marginalizedMixture.name) as {
    capture: number;
    compile: number;
  };
  print("\nFrom process start, one chain in a worker, medians of 7 processes");
  print(
    table([
      ["", "ms"],
      ["imports done", imported],
      ["first draw (bar 600)", `${firstDraw.toFixed(0)} ${verdict(firstDraw, 600)}`],
      ["first capture", capture],
      ["first compilation", compile],
      [
        "capture and compilation (bar 100)",
        `${(capture + compile).toFixed(0)} ${verdict(capture + compile, 100)}`,
      ],
    ]),
  );
}

async function flatness(): Promise<void> {
  const sizes = [2500, 250_000];
  const inputs = sizes.map((n) => points(n));
  const times = sizes.map(() => [] as number[]);
  for (let i = 0; i < 15; i++) {
    for (const [s, x] of inputs.entries()) {
      const { capture: captured, compile } = (await build(capture(x))).times;
      times[s]?.push(captured + compile);
    }
  }
  const [few, many] = times.map(median) as [number, number];
  print("\nCapture and compilation, warm process, medians of 15");
  print(
    table([
      ["", "ms"],
      ["N = 2,500", few],
      ["N = 250,000", many],
      ["ratio (bar 2)", `${(many / few).toFixed(2)} ${verdict(many / few, 2)}`],
    ]),
  );
}

async function sampling(): Promise<void> {
  const sampler = new NUTS(mixture, { initStrategy: initToValue(START) });
  const mcmc = new MCMC(sampler, { numWarmup: 1000, numSamples: 2000, numChains: 4, progress: false });
  const x = points();
  const seconds: number[] = [];
  for (let i = 0; i < 3; i++) {
    const began = performance.now();
    await mcmc.run(42, { k: K, x });
    seconds.push((performance.now() - began) / 1000);
  }
  const leastEss = Math.min(...mcmc.summary().map((row) => row.essBulk));
  print("\nSampling, 4 chains x (1000 + 2000), warm process, median of 3");
  print(
    table([
      ["", ""],
      ["seconds", median(seconds)],
      ["least bulk ESS", leastEss.toFixed(0)],
      ["least bulk ESS per second", (leastEss / median(seconds)).toFixed(0)],
    ]),
  );
}

print(`node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}`);
await gradient();
cold();
await flatness();
await sampling();
