// Reads reference values from a JSON file beside a test, where text stands for the numbers that JSON lacks.
import { readFileSync } from "node:fs";

/** A number, or nested arrays of them. */
export type Nested = number | readonly Nested[];

export interface ReferencePoint {
  readonly value: Nested;
  readonly logProb: number;
  /** The derivative of `logProb` by each real parameter, and by "value" for continuous families. */
  readonly gradient: Readonly<Record<string, Nested>>;
}

export interface ReferenceCase {
  readonly parameters: Readonly<Record<string, Nested>>;
  readonly points: readonly ReferencePoint[];
  readonly mean?: Nested;
  readonly variance?: Nested;
  readonly entropy?: number;
  readonly covariance?: Nested;
  readonly cdf?: readonly (readonly [number, number])[];
  readonly icdf?: readonly (readonly [number, number])[];
}

export interface Reference {
  readonly family: string;
  /** What made the numbers. */
  readonly source: string;
  readonly cases: readonly ReferenceCase[];
}

const WORDS: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
};

/**
 * @param name of the file in the folder `data` beside the test, without .json
 * @param test the test's import.meta.url
 */
export function readReference(name: string, test: string): Reference {
  const text = readFileSync(new URL(`./data/${name}.json`, test), "utf8");
  return JSON.parse(text, (_, value: unknown) =>
    typeof value === "string" ? (WORDS[value] ?? value) : value,
  ) as Reference;
}

/** The numbers of nested arrays in row-major order. */
export function flat(nested: Nested): number[] {
  return typeof nested === "number" ? [nested] : nested.flatMap(flat);
}

/** The shape of nested arrays. */
export function shapeOf(nested: Nested): number[] {
  if (typeof nested === "number") return [];
  return [nested.length, ...(nested[0] === undefined ? [] : shapeOf(nested[0]))];
}
