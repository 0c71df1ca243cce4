// Reads the numbers that ArviZ gave (data/arviz.json, made by data/reference.py) and compares with them.
import { readFileSync } from "node:fs";
import { expect } from "vitest";

/** JSON has no NaN and no infinity: they are Python's words for them. */
type Stored = number | "nan" | "inf" | "-inf";

export interface Expected {
  readonly rhat: number;
  readonly splitRhat: number;
  readonly essBulk: number;
  readonly essTail: number;
  readonly essMean: number;
  readonly essSd: number;
  readonly essQuantile: readonly number[];
  readonly mcseMean: number;
  readonly mcseSd: number;
  readonly mcseQuantile: readonly number[];
  readonly hdi: readonly (readonly number[])[];
  readonly quantile: readonly number[];
  readonly mean: number;
  readonly sd: number;
  readonly median: number;
  readonly autocovariance: readonly number[];
  readonly autocorrelation: readonly number[];
  readonly ebfmi: readonly number[];
}

export interface Case {
  readonly name: string;
  readonly chains: readonly Float64Array[];
  readonly expected: Expected;
}

interface ReferenceFile {
  readonly cases: readonly { name: string; draws: readonly (readonly number[])[]; expected: Expected }[];
  readonly generated: {
    chains: number;
    draws: number;
    phi: number;
    expected: Omit<Expected, "autocovariance" | "autocorrelation">;
  };
  readonly normalQuantile: readonly [p: number, z: number][];
  readonly betaQuantile: readonly [p: number, a: number, b: number, x: number][];
}

const words: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
};

/** Only the names of cases are other strings, and none of them is one of the three words. */
const revive = (_key: string, value: Stored | unknown) =>
  typeof value === "string" ? (words[value] ?? value) : value;

const text = readFileSync(new URL("./data/arviz.json", import.meta.url), "utf8");
export const reference = JSON.parse(text, revive) as ReferenceFile;

export const cases: readonly Case[] = reference.cases.map(({ name, draws, expected }) => ({
  name,
  chains: draws.map((chain) => Float64Array.from(chain)),
  expected,
}));

/** The case of that name. */
export function caseNamed(name: string): Case {
  const found = cases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`data/arviz.json has no case "${name}".`);
  return found;
}

/** AR(1) chains with uniform innovations from a linear congruential generator, to the bit those of reference.py. */
export function generatedChains(numChains: number, numDraws: number, phi: number): Float64Array[] {
  let state = 12345;
  return Array.from({ length: numChains }, () => {
    let x = 0;
    return Float64Array.from({ length: numDraws }, () => {
      state = (state * 1664525 + 1013904223) % 2 ** 32;
      x = phi * x + (state / 2 ** 32 - 0.5);
      return x;
    });
  });
}

/** Equal to a relative error; NaN equals NaN and an infinity itself. `scale` is the size that an error is relative to. */
export function expectClose(
  actual: number,
  expected: number,
  relative = 1e-9,
  scale = Math.abs(expected),
): void {
  const close =
    Object.is(actual, expected) || actual === expected || Math.abs(actual - expected) <= relative * scale;
  expect(close, `${actual} is not ${expected} to ${relative} relative`).toBe(true);
}
