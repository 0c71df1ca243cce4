// Every diagnostic against ArviZ 0.23.4 on awkward draws: antithetic, heavy-tailed, stuck, short, with ties or NaN.
import { describe, expect, test } from "vitest";
import {
  autocorrelation,
  autocovariance,
  type Chains,
  ebfmi,
  essBulk,
  essMean,
  essQuantile,
  essSd,
  essTail,
  hdi,
  mcseMean,
  mcseQuantile,
  mcseSd,
  quantile,
  rhat,
  splitRhat,
} from "../src/index.ts";
import { type Case, cases, expectClose, generatedChains, reference } from "./reference.ts";

const scalars = { rhat, splitRhat, essBulk, essTail, essMean, essSd, mcseMean, mcseSd } satisfies Record<
  string,
  (chains: Chains) => number
>;

describe.each(cases)("$name draws", ({ chains, expected }: Case) => {
  test.each(Object.keys(scalars) as (keyof typeof scalars)[])("%s equals ArviZ", (diagnostic) => {
    expectClose(scalars[diagnostic](chains), expected[diagnostic]);
  });

  test("the quantiles' effective sizes and errors equal ArviZ", () => {
    for (const [i, prob] of [0.1, 0.5, 0.77].entries()) {
      expectClose(essQuantile(chains, prob), expected.essQuantile[i] as number);
      expectClose(mcseQuantile(chains, prob), expected.mcseQuantile[i] as number);
    }
  });

  test("autocovariance, autocorrelation and E-BFMI equal ArviZ", () => {
    const first = chains[0] as Float64Array;
    for (const [lag, value] of expected.autocovariance.entries()) {
      expectClose(autocovariance(first)[lag] as number, value, 1e-12, expected.autocovariance[0] as number);
      expectClose(autocorrelation(first)[lag] as number, expected.autocorrelation[lag] as number, 1e-12, 1);
    }
    for (const [chain, value] of ebfmi(chains).entries()) expectClose(value, expected.ebfmi[chain] as number);
  });
});

describe.each(cases.filter(allFinite))("$name draws", ({ chains, expected }: Case) => {
  const flat = chains.flatMap((chain) => [...chain]);

  test("intervals equal ArviZ", () => {
    for (const [i, prob] of [0.5, 0.9].entries()) expect(hdi(flat, prob)).toEqual(expected.hdi[i]);
  });

  test("quantiles equal NumPy", () => {
    const quantiles = quantile(flat, [0, 0.05, 0.1, 0.5, 0.77, 0.95, 1]);
    for (const [i, value] of quantiles.entries()) expectClose(value, expected.quantile[i] as number, 1e-14);
  });
});

describe("8000 draws of a slow chain", () => {
  const { chains: numChains, draws, phi, expected } = reference.generated;
  const chains = generatedChains(numChains, draws, phi);

  test.each(Object.keys(scalars) as (keyof typeof scalars)[])("%s equals ArviZ", (diagnostic) => {
    expectClose(scalars[diagnostic](chains), expected[diagnostic]);
  });
});

function allFinite({ chains }: Case): boolean {
  return chains.every((chain) => chain.every(Number.isFinite));
}
