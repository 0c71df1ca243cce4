// Whether mixtures converge by default: the flagship, and the N = 500 mixture on which other tools fail without a word, with
// ordered and with free means. Run: npm run bench:mixtures [-- <seeds>]
import {
  Categorical,
  constraints,
  Dirichlet,
  HalfNormal,
  ImproperUniform,
  MCMC,
  MixtureSameFamily,
  type ModelArguments,
  Normal,
  NUTS,
  plate,
  sample,
  tf,
} from "nutmeg-ppl";
import { K, type MixtureArguments, mixture, points } from "./flagship/model.ts";
import { median } from "./timing.ts";

/** Three well separated clusters of about 167 points each: quantiles of normals, so that nothing is left to chance. */
function separated(): Float64Array {
  const perCluster = [167, 167, 166];
  const clusters = perCluster.map((count, cluster) => {
    const levels = Float64Array.from({ length: count }, (_, i) => (i + 0.5) / count);
    const icdf = new Normal(-3 + 3 * cluster, 0.5).icdf(levels);
    return [...icdf.dataSync()];
  });
  return Float64Array.from(clusters.flat());
}

function likelihood(weights: tf.Tensor, loc: tf.Tensor, k: number, x: tf.Tensor): void {
  const scale = plate("components", k, () => sample("scale", new HalfNormal(2)));
  sample("x", new MixtureSameFamily(new Categorical({ probs: weights }), new Normal(loc, scale)), { obs: x });
}

function free({ k, x }: MixtureArguments): void {
  const weights = sample("weights", new Dirichlet(tf.ones([k])));
  const loc = plate("components", k, () => sample("loc", new Normal(0, 5)));
  likelihood(weights, loc, k, x);
}

function ordered({ k, x }: MixtureArguments): void {
  const weights = sample("weights", new Dirichlet(tf.ones([k])));
  const loc = sample("loc", new ImproperUniform(constraints.orderedVector, [], [k]));
  sample("prior", new Normal(0, 5).expand([k]), { obs: loc });
  likelihood(weights, loc, k, x);
}

const cases = [
  { name: "flagship, N = 2500, free", model: mixture, x: points() },
  { name: "N = 500, ordered", model: ordered, x: separated() },
  { name: "N = 500, free", model: free, x: separated() },
];
const seeds = Number(process.argv[2] ?? 20);

for (const { name, model, x } of cases) {
  const runs = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const mcmc = new MCMC(new NUTS<MixtureArguments>(model), { numChains: 4, progress: false });
    const began = performance.now();
    await mcmc.run(seed, { k: K, x } as ModelArguments<MixtureArguments>);
    const seconds = (performance.now() - began) / 1000;
    const rows = mcmc.summary();
    const rhat = Math.max(...rows.map((row) => row.rhat));
    const ess = Math.min(...rows.map((row) => row.essBulk));
    runs.push({ seed, rhat, ess, seconds, divergences: mcmc.numDivergences, verdict: mcmc.modes.verdict });
  }
  const converged = runs.filter(({ rhat }) => rhat < 1.01).length;
  const silent = runs.filter(({ rhat, verdict }) => !(rhat < 1.01) && verdict === undefined).length;
  console.log(
    `${name}: ${converged} of ${seeds} converged, ${silent} silent failures; ` +
      `${median(runs.map(({ seconds }) => seconds)).toFixed(2)} s a run`,
  );
  for (const { seed, rhat, ess, divergences, verdict } of runs)
    console.log(
      `  seed ${seed}: max R-hat ${rhat.toFixed(4)}, min bulk ESS ${ess.toFixed(0)}, divergences ${divergences}${verdict ? `; ${verdict}` : ""}`,
    );
}
