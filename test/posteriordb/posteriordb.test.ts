// Twelve posteriors of posteriordb at default settings, against the moments of their reference draws (10 chains x 1000).
import { readFileSync } from "node:fs";
import { MCMC, type Model, NUTS } from "nutmeg-ppl";
import { describe, expect, it } from "vitest";
import { POSTERIORS } from "../../bench/models/posteriordb/index.ts";

interface Moments {
  readonly mean: number;
  readonly sd: number;
}

interface File {
  readonly data: Readonly<Record<string, unknown>>;
  readonly reference: Readonly<Record<string, Moments>>;
}

const SEED = 3;
/** Draws of the reference, of which each counts as independent: they are thinned. */
const REFERENCE_DRAWS = 10_000;

/** The files count from 1. */
function fromZero(name: string): string {
  return name.replace(/\[(\d+)\]/, (_, i) => `[${Number(i) - 1}]`);
}

describe.each(POSTERIORS)("$name", ({ name, model, targetAcceptProb = 0.8 }) => {
  it("has the reference's means and sds, and R-hat below 1.01", async () => {
    const file = new URL(`../data/posteriordb/${name}.json`, import.meta.url);
    const { data, reference } = JSON.parse(readFileSync(file, "utf8")) as File;
    const mcmc = new MCMC(new NUTS(model as Model<typeof data>, { targetAcceptProb }), {
      numChains: 4,
      progress: false,
    });
    await mcmc.run(SEED, data as never);
    const rows = new Map(mcmc.summary().map((row) => [row.name, row]));
    for (const [parameter, { mean, sd }] of Object.entries(reference)) {
      const row = rows.get(fromZero(parameter));
      const mcse = Math.hypot(row?.mcseMean ?? Number.NaN, sd / Math.sqrt(REFERENCE_DRAWS));
      expect.soft(Math.abs((row?.mean ?? Number.NaN) - mean), parameter).toBeLessThan(4 * mcse + 0.03 * sd);
      expect.soft(Math.abs((row?.sd ?? Number.NaN) / sd - 1), parameter).toBeLessThan(0.06);
      expect.soft(row?.rhat, parameter).toBeLessThan(1.01);
    }
  });
});
