// Simulation-based calibration of NUTS at its defaults: by default with few simulations; `npm run test:sbc` runs 500.
import { type ModelArguments, NUTS, sbc, scale } from "nutmeg-ppl";
import { describe, expect, it } from "vitest";
import { eightSchools, schools } from "../eightSchools.ts";
import { correlated, counts, mixture } from "./models.ts";

const numSimulations = Number(process.env["NUTMEG_SBC_SIMULATIONS"] ?? 60);
const zeros = (n: number): number[] => new Array<number>(n).fill(0);

async function verdictOf<A>(model: (args: A) => void, args: ModelArguments<A>): Promise<string> {
  const { verdict } = await sbc(7, model, args, { numSimulations });
  return verdict;
}

describe(`Over ${numSimulations} simulations`, { timeout: 600_000 }, () => {
  it("eight schools are calibrated", async () => {
    expect(await verdictOf(eightSchools, schools)).toMatch(/^Calibrated/);
  });

  it("a mixture is calibrated", async () => {
    expect(await verdictOf(mixture, { y: zeros(60) })).toMatch(/^Calibrated/);
  });

  it("a hierarchical Poisson model is calibrated", async () => {
    expect(await verdictOf(counts, { y: Array.from({ length: 5 }, () => zeros(10)) })).toMatch(/^Calibrated/);
  });

  it("a correlated Gaussian is calibrated", async () => {
    expect(await verdictOf(correlated, { y: zeros(5) })).toMatch(/^Calibrated/);
  });

  it("a sampler of a fifth of the log density is found out", async () => {
    const result = await sbc(
      7,
      correlated,
      { y: zeros(5) },
      { numSimulations, sampler: (model) => new NUTS(scale(model, 0.2)) },
    );
    expect(result.passed).toBe(false);
    expect(result.verdict).toContain("too wide");
  });

  it("a chain that hardly moves is found out", async () => {
    const result = await sbc(
      7,
      correlated,
      { y: zeros(5) },
      {
        numSimulations,
        numWarmup: 0,
        sampler: (model) => new NUTS(model, { stepSize: 0.001, maxTreeDepth: 1 }),
      },
    );
    expect(result.verdict).toMatch(/^Not calibrated/);
  });
});
