// npm run bench:threads: one evaluation of log density and gradient by one thread and by as many as there are processors,
// in elapsed time: the least of many short turns, since whatever else the machine does takes a processor from the threads.
import { availableParallelism } from "node:os";
import { build } from "./build.ts";
import type { BenchModel } from "./models/benchModel.ts";
import { mixtureOf } from "./models/marginalizedMixture.ts";
import { chosenModels } from "./models/models.ts";
import { position } from "./models/position.ts";
import { leastElapsed, table } from "./timing.ts";

const THREADS = [1, 2, 4, 8, 16].filter((threads) => threads <= Math.max(2, availableParallelism()));

/** A row for a model that several threads share. */
async function measure({ name, prepare, compile }: BenchModel): Promise<(string | number)[][]> {
  const { capture } = prepare();
  const built = await Promise.all(THREADS.map((threads) => build(capture, { ...compile, threads })));
  if (built.every(({ artifact }) => !artifact.crew)) return [];
  const bodies = built.map(({ density }) => {
    const at = position(density.dimension);
    const gradient = new Float64Array(density.dimension);
    return () => void density.evaluate(at, gradient);
  });
  const times = leastElapsed(bodies);
  for (const { density } of built) density.executable.dispose();
  return [[name, ...times]];
}

const models = chosenModels(process.argv.slice(2)).map(([, model]) => model);
const rows: (string | number)[][] = [["us by threads", ...THREADS.map(String)]];
for (const model of [...models, mixtureOf(100_000)]) rows.push(...(await measure(model)));
process.stdout.write(`${table(rows)}\n`);
