// The marginalized Gaussian mixture: 2500 points from three normals, whose labels are summed out, so that NUTS can
// sample weights, locations and scales. Run: npm start, or node examples/dist/marginalized-gmm.js --small
import { readFileSync } from "node:fs";
import {
  Categorical,
  Dirichlet,
  diagnostics,
  HalfCauchy,
  initToValue,
  MCMC,
  MixtureSameFamily,
  Normal,
  NUTS,
  Predictive,
  plate,
  sample,
  tf,
} from "nutmeg-ppl";

function mixture({ k, n, x }: { k: number; n: number; x?: tf.Tensor1D }) {
  const weights = sample("prob_cluster", new Dirichlet(tf.ones([k])));
  const [loc, scale] = plate("k_plate", k, () => [
    sample("loc", new Normal(0, 10)),
    sample("scale", new HalfCauchy(10)),
  ]);
  plate("data", n, () =>
    sample("x", new MixtureSameFamily(new Categorical({ probs: weights }), new Normal(loc, scale)), {
      obs: x,
    }),
  );
}

/** Starts that spread the components evenly over the data, in increasing order: every chain then has the same labels. */
function spreadOut(x: Float64Array, k: number) {
  const low = x.reduce((a, b) => Math.min(a, b));
  const high = x.reduce((a, b) => Math.max(a, b));
  const width = (high - low) / k;
  const components = Array.from({ length: k }, (_, i) => i);
  return initToValue({
    prob_cluster: components.map(() => 1 / k),
    loc: components.map((i) => low + width * (i + 0.5)),
    scale: components.map(() => width / 2),
  });
}

function row(cells: readonly (string | number)[]): string {
  return cells.map((cell) => (typeof cell === "number" ? cell.toFixed(3) : cell).padStart(10)).join(" ");
}

const small = process.argv.includes("--small");
const [numWarmup, numSamples, numPredictive] = small ? [300, 300, 20] : [1000, 2000, 200];
const file = new URL("../data/marginalized_gmm.json", import.meta.url);
const x = Float64Array.from(JSON.parse(readFileSync(file, "utf8")).x as number[]);
const k = 3;

console.log(
  `Marginalized mixture of ${k} normals, ${x.length} points; 4 chains x (${numWarmup} + ${numSamples}), seed 42`,
);
const mcmc = new MCMC(new NUTS(mixture, { initStrategy: spreadOut(x, k) }), {
  numWarmup,
  numSamples,
  numChains: 4,
});
const began = performance.now();
await mcmc.run(42, { k, n: x.length, x });
console.log(`sampled in ${((performance.now() - began) / 1000).toFixed(2)} s`);
mcmc.printSummary();

// Posterior predictive: new data sets of the same size, one for each of some draws spread over the posterior.
const draws = mcmc.getSamples();
const every = Math.floor((4 * numSamples) / numPredictive);
const chosen = tf.range(0, numPredictive, 1, "int32").mul(tf.scalar(every, "int32"));
const posteriorSamples = Object.fromEntries(
  Object.entries(draws).map(([name, all]) => [name, tf.gather(all, chosen)]),
);
const predicted = await new Predictive(mixture, { posteriorSamples }).run(43, { k, n: x.length });
const replicates = (predicted["x"] as tf.Tensor).dataSync() as unknown as Float64Array;

const levels = [0.05, 0.25, 0.5, 0.75, 0.95];
const ofReplicates = Array.from({ length: numPredictive }, (_, i) =>
  diagnostics.quantile(replicates.subarray(i * x.length, (i + 1) * x.length), levels),
);
console.log(
  `Posterior predictive, ${numPredictive} replicated data sets of ${x.length} points: quantiles of the data`,
);
console.log(row(["quantile", "data", "replicated", "5 %", "95 %"]));
diagnostics.quantile(x, levels).forEach((observed, level) => {
  const column = Float64Array.from(ofReplicates, (quantiles) => quantiles[level] as number);
  const [low, middle, high] = diagnostics.quantile(column, [0.05, 0.5, 0.95]) as [number, number, number];
  console.log(row([levels[level] as number, observed, middle, low, high]));
});
