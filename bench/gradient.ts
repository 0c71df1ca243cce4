// npm run bench:gradient: one evaluation of log density and gradient of each benchmark model, and what compiling it took.
import { compileProgram } from "@nutmeg-ppl/compiler";
import { CompiledDensity, instantiate } from "@nutmeg-ppl/compiler/runtime";
import type { BenchModel } from "./models/benchModel.ts";
import { eightSchools } from "./models/eightSchools.ts";
import { gaussianProcess } from "./models/gaussianProcess.ts";
import { poisson, radon, radonRows } from "./models/hierarchies.ts";
import { marginalizedMixture } from "./models/marginalizedMixture.ts";
import { position } from "./models/position.ts";
import { gaussian, gaussianRows, logisticCovertype, logisticSmall, studentT } from "./models/regressions.ts";
import { compare, table } from "./timing.ts";

const MODELS: readonly BenchModel[] = [
  marginalizedMixture,
  eightSchools,
  radon,
  radonRows,
  logisticSmall,
  studentT,
  poisson,
  gaussian,
  gaussianRows,
  gaussianProcess,
  logisticCovertype,
];

async function measure({ name, capture, compile }: BenchModel): Promise<(string | number)[]> {
  const began = performance.now();
  const model = capture();
  const captured = performance.now();
  const parameters = model.sites.map((site) => ({ name: site.name, shape: site.unconstrainedShape }));
  const artifact = compileProgram(model.program, { ...compile, gradientOf: "logDensity", parameters });
  const compiled = performance.now();
  const density = new CompiledDensity(await instantiate(artifact));
  const at = position(density.dimension);
  const gradient = new Float64Array(density.dimension);
  const { evaluation } = compare({ evaluation: () => density.evaluate(at, gradient) }, 7);
  return [
    name,
    evaluation,
    captured - began,
    compiled - captured,
    (artifact.code.length / 1024).toFixed(1),
    (artifact.memoryBytes / 2 ** 20).toFixed(2),
  ];
}

const wanted = process.argv.slice(2);
const rows: (string | number)[][] = [["model", "us", "capture ms", "compile ms", "code KiB", "memory MiB"]];
for (const model of MODELS) {
  if (wanted.length === 0 || wanted.some((word) => model.name.includes(word)))
    rows.push(await measure(model));
}
process.stdout.write(`${table(rows)}\n`);
