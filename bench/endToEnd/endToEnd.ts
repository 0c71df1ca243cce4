// npm run bench:endToEnd: effective draws per second of whole runs at default settings, beside NumPyro and RStan.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { MODELS } from "../models/models.ts";
import { writeData } from "../peers/dataFiles.ts";
import { found } from "../peers/interpreter.ts";
import { median, table } from "../timing.ts";
import { type Contest, contest } from "./contender.ts";
import { CHAINS, DRAWS, SUBJECTS, type Subject, WARMUP } from "./subjects.ts";

const HERE = fileURLToPath(new URL("../../endToEnd/", import.meta.url));
const { values: options, positionals: words } = parseArgs({
  allowPositionals: true,
  options: {
    python: { type: "string", default: found() },
    numpyro: { type: "string" },
    rscript: { type: "string", default: "Rscript" },
    repeats: { type: "string", default: "3" },
  },
});

const print = (text: string) => process.stdout.write(`${text}\n`);

/** Hands a subject's data over as files. */
function write(folder: string, { model, start }: Subject): void {
  const data = writeData(folder, MODELS[model].prepare().capture());
  const task = { data, start, chains: CHAINS, warmup: WARMUP, draws: DRAWS };
  writeFileSync(join(folder, "data.json"), JSON.stringify(task));
}

type Library = "Nutmeg" | "NumPyro" | "RStan";

function run(library: Library, { model, twin }: Subject, folder: string): Promise<Contest> {
  const own = fileURLToPath(new URL("./runNutmeg.js", import.meta.url));
  const numpyro = options.numpyro ? [options.numpyro] : [];
  switch (library) {
    case "Nutmeg":
      return contest(process.execPath, [own, folder, model], folder);
    case "NumPyro":
      return contest(options.python, [join(HERE, "run_numpyro.py"), folder, twin, ...numpyro], folder, {
        JAX_PLATFORMS: "cpu",
      });
    case "RStan":
      return contest(
        options.rscript,
        [join(HERE, "run_rstan.R"), folder, join(HERE, "stan", `${twin}.stan`)],
        folder,
      );
  }
}

const LIBRARIES: readonly Library[] = ["Nutmeg", "NumPyro", "RStan"];
/** Nutmeg's effective draws per second over those of each other, at least. */
const BARS: Readonly<Record<Library, number>> = { Nutmeg: 1, NumPyro: 3, RStan: 5 };

interface Rates {
  readonly warm: number;
  readonly cold: number;
  readonly ess: number;
}

async function rates(subject: Subject, missing: Map<Library, string>): Promise<Map<Library, Rates>> {
  const folder = mkdtempSync(join(tmpdir(), "nutmeg-end-to-end-"));
  const contests = new Map<Library, Contest[]>();
  try {
    write(folder, subject);
    // The libraries take turns, so that a drift of the machine meets all alike.
    for (let repeat = 0; repeat < Number(options.repeats); repeat++) {
      for (const library of LIBRARIES) {
        if (missing.has(library)) continue;
        try {
          const result = await run(library, subject, folder);
          contests.set(library, [...(contests.get(library) ?? []), result]);
        } catch (error) {
          missing.set(library, (error as Error).message);
        }
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const of = (all: readonly Contest[], rate: (one: Contest) => number) => median(all.map(rate));
  return new Map(
    [...contests].map(([library, all]) => [
      library,
      {
        warm: of(all, ({ ess, warm }) => ess / warm),
        cold: of(all, ({ ess, cold }) => ess / cold),
        ess: of(all, ({ ess }) => ess),
      },
    ]),
  );
}

function verdict(ratio: number, bar: number): string {
  return `${ratio.toFixed(1)} ${ratio >= bar ? "met" : "MISSED"}`;
}

const subjects = SUBJECTS.filter(
  ({ model }) => words.length === 0 || words.some((word) => MODELS[model].name.includes(word)),
);
const missing = new Map<Library, string>();
const rows: (string | number)[][] = [
  [
    "model",
    "library",
    "least bulk ESS",
    "ESS/s",
    "Nutmeg is x times as fast",
    "ESS/s, cold start included",
    "x times",
  ],
];
for (const subject of subjects) {
  const all = await rates(subject, missing);
  const ours = all.get("Nutmeg");
  for (const [library, { warm, cold, ess }] of all) {
    const against = library === "Nutmeg" || ours === undefined;
    rows.push([
      MODELS[subject.model].name,
      library,
      ess.toFixed(0),
      warm,
      against ? "" : verdict(ours.warm / warm, BARS[library]),
      cold,
      against ? "" : (ours.cold / cold).toFixed(1),
    ]);
  }
}
print(`${CHAINS} chains of ${WARMUP} + ${DRAWS} draws, medians of ${options.repeats} runs\n`);
print(table(rows));
for (const [library, why] of missing) print(`\n${library} did not run: ${why}`);
