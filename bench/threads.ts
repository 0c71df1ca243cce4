// npm run bench:threads: one evaluation of log density and gradient by one thread and by several, in elapsed time: the
// least over many turns, since whatever else the machine does takes a processor from the threads.
import { build } from "./build.ts";
import type { BenchModel } from "./models/benchModel.ts";
import { poisson } from "./models/hierarchies.ts";
import { marginalizedMixture, mixtureOf } from "./models/marginalizedMixture.ts";
import { position } from "./models/position.ts";
import { logisticCovertype, logisticSmall } from "./models/regressions.ts";
import { leastElapsed, table } from "./timing.ts";

const THREADS = [1, 2, 3, 4] as const;
const MODELS = [marginalizedMixture, mixtureOf(100_000), logisticSmall, logisticCovertype, poisson];

async function measure(
  { name, prepare }: BenchModel,
  threads: readonly number[],
): Promise<(string | number)[]> {
  const densities = await Promise.all(
    threads.map(async (n) => (await build(prepare(), { threads: n })).density),
  );
  const bodies = densities.map((density) => {
    const at = position(density.dimension);
    const gradient = new Float64Array(density.dimension);
    return () => void density.evaluate(at, gradient);
  });
  const times = leastElapsed(bodies);
  for (const { executable } of densities) executable.dispose();
  return [name, ...times];
}

const wanted = process.argv.slice(2).map(Number);
const threads = wanted.length > 0 ? wanted : THREADS;
const rows: (string | number)[][] = [["model, us by threads", ...threads.map(String)]];
for (const model of MODELS) rows.push(await measure(model, threads));
process.stdout.write(`${table(rows)}\n`);
