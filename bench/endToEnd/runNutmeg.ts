// Samples a benchmark model with Nutmeg's NUTS, twice: node runNutmeg.js folder model. The folder gets draws.bin: float64
// [chain, draw, scalar]. Its data are those that the others are handed.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { initToValue, MCMC, type Model, NUTS, type tf } from "nutmeg-ppl";
import { MODELS, type ModelKey } from "../models/models.ts";
import { CHAINS, DRAWS, SUBJECTS, WARMUP } from "./subjects.ts";

const [folder, key] = process.argv.slice(2) as [string, ModelKey];
const { model, args } = MODELS[key].prepare();
const { start = {} } = SUBJECTS.find((one) => one.model === key) ?? {};
const started = Object.keys(start).length > 0 ? { initStrategy: initToValue(start) } : {};
const mcmc = new MCMC(new NUTS(model as Model<unknown>, started), {
  numChains: CHAINS,
  numWarmup: WARMUP,
  numSamples: DRAWS,
  progress: false,
});

async function run(seed: number): Promise<tf.Tensor[]> {
  await mcmc.run(seed, args);
  return Object.values(mcmc.getSamples({ groupByChain: true }));
}

/** [chain, draw, ...site] of each site side by side, as [chain, draw, scalar]. */
function together(samples: readonly tf.Tensor[]): Float64Array {
  const sizes = samples.map(({ size }) => size / (CHAINS * DRAWS));
  const width = sizes.reduce((sum, size) => sum + size, 0);
  const all = new Float64Array(CHAINS * DRAWS * width);
  let column = 0;
  samples.forEach((tensor, s) => {
    const values = tensor.dataSync();
    const size = sizes[s] as number;
    for (let i = 0; i < values.length; i++)
      all[Math.floor(i / size) * width + column + (i % size)] = values[i] as number;
    column += size;
  });
  return all;
}

await run(0);
process.stdout.write("first\n");
const began = performance.now();
const samples = await run(1);
const seconds = (performance.now() - began) / 1000;
writeFileSync(join(folder, "draws.bin"), new Uint8Array(together(samples).buffer));
process.stdout.write(`${JSON.stringify({ seconds, version: process.version })}\n`);
