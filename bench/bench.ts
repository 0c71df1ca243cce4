// npm run bench: the flagship mixture against its bars. Ratios and medians within this run.
import { spawnSync } from "node:child_process";
import { cpus } from "node:os";
import { initToValue, MCMC, NUTS } from "nutmeg-ppl";
import { compileFlagship, densityAtStart } from "./flagship/density.ts";
import { handWritten } from "./flagship/handWritten.ts";
import { K, mixture, points, START } from "./flagship/model.ts";
import { compare, median, table } from "./timing.ts";

const print = (text: string) => process.stdout.write(`${text}\n`);

function verdict(value: number, bar: number): string {
  return value <= bar ? "met" : "MISSED";
}

/** Runs a script in a process of its own several times; the median of each figure that it prints. */
function inProcesses(script: string, runs: number): Record<string, number> {
  const figures = Array.from({ length: runs }, () => {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [new URL(script, import.meta.url).pathname],
      { encoding: "utf8" },
    );
    if (status !== 0) throw new Error(`${script} failed:\n${stderr}`);
    return JSON.parse(stdout) as Record<string, number>;
  });
  const names = Object.keys(figures[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, median(figures.map((one) => one[name] as number))]));
}

async function gradient(): Promise<void> {
  const x = points();
  const { density, position, gradient: out } = await densityAtStart(compileFlagship(x));
  const [weights, loc, scale] = [START.prob_cluster, START.loc, START.scale].map((values) =>
    Float64Array.from(values),
  ) as [Float64Array, Float64Array, Float64Array];
  const mine = new Float64Array(9);
  const times = compare({
    compiled: () => density.evaluate(position, out),
    handWritten: () => handWritten(x, weights, loc, scale, mine),
  });
  const ratio = times.compiled / times.handWritten;
  print("\nLog density and gradient, N = 2500, K = 3");
  print(
    table([
      ["", "us"],
      ["compiled", times.compiled],
      ["hand-written JavaScript", times.handWritten],
      ["ratio (bar 0.5)", `${ratio.toFixed(3)} ${verdict(ratio, 0.5)}`],
    ]),
  );
}

function cold(): void {
  const { imported, firstDraw } = inProcesses("./flagship/firstDraw.js", 7) as {
    imported: number;
    firstDraw: number;
  };
  const { capture, compile } = inProcesses("./flagship/coldCompile.js", 7) as {
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

function flatness(): void {
  const sizes = [2500, 250_000];
  const inputs = sizes.map((n) => points(n));
  const times = sizes.map(() => [] as number[]);
  for (let i = 0; i < 15; i++) {
    inputs.forEach((x, s) => {
      const { capture, compile } = compileFlagship(x);
      times[s]?.push(capture + compile);
    });
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
flatness();
await sampling();
