// npm run bench:sampler: what a gradient buys with each metric on posteriors of several kinds, and what a leapfrog step
// costs beyond its gradient. Words pick posteriors by name, a number says how many seeds.
import { MCMC, NUTS, type SamplerOptions } from "nutmeg-ppl";
import { type Bought, buy, type Posterior } from "./posteriors/posterior.ts";
import { posteriors } from "./posteriors/posteriors.ts";
import { compare, median, table } from "./timing.ts";

/** The first is what the others are compared with. */
const METRICS = ["welford", "diagonal", "fisher", "lowRank"] as const;

const print = (text: string) => process.stdout.write(`${text}\n`);

async function bought(
  posterior: Posterior,
  metric: SamplerOptions["metric"],
  seeds: number,
): Promise<Bought> {
  const runs: Bought[] = [];
  for (let seed = 1; seed <= seeds; seed++) runs.push(await buy(posterior, { metric }, seed));
  const middle = (field: keyof Bought) => median(runs.map((run) => run[field]));
  return {
    essPerGradient: middle("essPerGradient"),
    divergences: middle("divergences"),
    rhat: middle("rhat"),
  };
}

async function efficiency(words: readonly string[], seeds: number): Promise<void> {
  const chosen = posteriors.filter(
    ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
  );
  const others = METRICS.slice(1);
  const rows = [["", METRICS[0], ...others.map((metric) => `${metric} / it`), "divergences", "R-hat"]];
  const ratios: number[][] = others.map(() => []);
  for (const posterior of chosen) {
    const runs: Bought[] = [];
    for (const metric of METRICS) runs.push(await bought(posterior, metric, seeds));
    const values = runs.map(({ essPerGradient }) => 1000 * essPerGradient);
    const compared = values.slice(1).map((value) => value / (values[0] as number));
    process.stderr.write(`${posterior.name} ${compared.map((ratio) => ratio.toFixed(2)).join(" ")}\n`); // it takes minutes
    ratios.forEach((list, i) => {
      list.push(compared[i] as number);
    });
    rows.push([
      posterior.name,
      (values[0] as number).toPrecision(3),
      ...compared.map((ratio) => ratio.toFixed(2)),
      runs.map(({ divergences }) => divergences).join(" "),
      runs.map(({ rhat }) => rhat.toFixed(3)).join(" "),
    ]);
  }
  const mean = (values: readonly number[]) =>
    Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
  const line = (name: string, of: (values: readonly number[]) => number) => [
    name,
    "",
    ...ratios.map((list) => of(list).toFixed(2)),
    "",
    "",
  ];
  rows.push(
    line("geometric mean (bar 1.3)", mean),
    line("least (bar 0.7)", (list) => Math.min(...list)),
  );
  print(
    `\nLeast bulk ESS per 1000 gradients, warmup's included, 4 x (1000 + 1000), medians of ${seeds} seeds,`,
  );
  print(`with ${METRICS[0]}; ratios to it; divergences and R-hat of all`);
  print(table(rows));
}

/** A standard normal, whose gradient is as cheap as a gradient can be. */
function trivial(dimension: number) {
  return {
    dimension,
    evaluate(position: Float64Array, gradient: Float64Array): number {
      let sum = 0;
      for (let i = 0; i < dimension; i++) {
        const x = position[i] as number;
        gradient[i] = -x;
        sum -= x * x;
      }
      return 0.5 * sum;
    },
  };
}

/** Microseconds per leapfrog step with a metric of a kind, and of the gradient alone. */
async function perStep(dimension: number, kind: "diagonal" | "dense" | "lowRank"): Promise<number[]> {
  const target = trivial(dimension);
  const rank = 10;
  const inverseMassMatrix = {
    diagonal: new Float64Array(dimension).fill(1),
    dense: Float64Array.from({ length: dimension * dimension }, (_, at) =>
      Number(at % (dimension + 1) === 0),
    ),
    lowRank: {
      kind: "lowRank",
      scales: new Float64Array(dimension).fill(1),
      vectors: Float64Array.from({ length: rank * dimension }, (_, at) =>
        Number(at % dimension === Math.floor(at / dimension)),
      ),
      values: new Float64Array(rank).fill(1),
    },
  } as const;
  const sampler = new NUTS(target, { stepSize: 0.1, inverseMassMatrix: inverseMassMatrix[kind] });
  const options = { numWarmup: 0, numSamples: 5000, progress: false } as const;
  let steps = 0;
  const once = async () => {
    const mcmc = new MCMC(sampler, options);
    const began = process.cpuUsage();
    await mcmc.run(1);
    const { user, system } = process.cpuUsage(began);
    steps = [...mcmc.getExtraFields().numSteps.dataSync()].reduce((sum, n) => sum + n, 0);
    return (user + system) / steps;
  };
  const times: number[] = [];
  for (let run = 0; run < 7; run++) times.push(await once());
  const [position, gradient] = [new Float64Array(dimension).fill(0.3), new Float64Array(dimension)];
  const { alone } = compare({ alone: () => target.evaluate(position, gradient) }, 7);
  return [Math.min(...times), alone];
}

async function overhead(): Promise<void> {
  const rows: (string | number)[][] = [["", "step", "gradient", "beyond", "bar"]];
  const cases = [
    [10, "diagonal", "0.3"],
    [100, "diagonal", "1"],
    [100, "dense", ""],
    [100, "lowRank", ""],
  ] as const;
  for (const [dimension, kind, bar] of cases) {
    const [step, gradient] = (await perStep(dimension, kind)) as [number, number];
    rows.push([`${kind}, D=${dimension}`, step, gradient, step - gradient, bar]);
  }
  print(
    "\nA leapfrog step in a whole run, beyond its gradient, microseconds, least of 7 runs (lowRank: 10 directions)",
  );
  print(table(rows));
}

const words = process.argv.slice(2);
const seeds = Number(words.find((word) => /^\d+$/.test(word)) ?? 5);
await overhead();
await efficiency(
  words.filter((word) => !/^\d+$/.test(word)),
  seeds,
);
