// npm run bench:gradient: one evaluation of log density and gradient of each benchmark model, and what building it took,
// in a warm process and as the first thing of a process.
import { type BuildTimes, build } from "./build.ts";
import { inProcesses } from "./inProcesses.ts";
import type { BenchModel } from "./models/benchModel.ts";
import { chosenModels } from "./models/models.ts";
import { position } from "./models/position.ts";
import { compare, median, table } from "./timing.ts";

/** Builds before the measured ones, so that the engine has compiled the compiler. */
const WARM_UP = 10;
const RUNS = 5;
const STEPS = ["capture", "compile", "load"] as const;
const HEADING = [
  "model",
  "us",
  ...STEPS.map((step) => `${step} ms`),
  ...STEPS.map((step) => `cold ${step} ms`),
  "code KiB",
  "memory MiB",
];

/** Medians over builds, each with data of its own: what was widened or checked for one is not ready for the next. */
async function warm({ prepare, compile }: BenchModel): Promise<BuildTimes> {
  const runs: BuildTimes[] = [];
  for (let run = 0; run < RUNS; run++) runs.push((await build(prepare().capture, compile)).times);
  return Object.fromEntries(
    STEPS.map((step) => [step, median(runs.map((times) => times[step]))]),
  ) as unknown as BuildTimes;
}

async function measure(model: BenchModel): Promise<(string | number)[]> {
  const { artifact, density } = await build(model.prepare().capture, model.compile);
  const at = position(density.dimension);
  const gradient = new Float64Array(density.dimension);
  const { evaluation } = compare({ evaluation: () => density.evaluate(at, gradient) }, 7);
  const times = await warm(model);
  const cold = inProcesses("./coldBuild.js", RUNS, model.name);
  return [
    model.name,
    evaluation,
    ...STEPS.map((step) => times[step]),
    ...STEPS.map((step) => cold[step] as number),
    (artifact.code.length / 1024).toFixed(1),
    (artifact.memoryBytes / 2 ** 20).toFixed(2),
  ];
}

const models = chosenModels(process.argv.slice(2)).map(([, model]) => model);
for (let run = 0; run < WARM_UP; run++) await build((models[0] as BenchModel).prepare().capture);
const rows: (string | number)[][] = [HEADING];
for (const model of models) rows.push(await measure(model));
process.stdout.write(`${table(rows)}\n`);
