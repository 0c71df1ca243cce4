// A process of its own: from its start to the first draw of one chain in a worker thread. Prints milliseconds as JSON.
import { initToValue, MCMC, NUTS } from "nutmeg-ppl";
import { K, mixture, points, START } from "./model.ts";

const imported = performance.now();
const x = points();
const sampler = new NUTS(mixture, { initStrategy: initToValue(START) });
const mcmc = new MCMC(sampler, { numWarmup: 0, numSamples: 1, chainMethod: "parallel", progress: false });
await mcmc.run(42, { k: K, x });
process.stdout.write(JSON.stringify({ imported, firstDraw: performance.now() }));
process.exit(0);
