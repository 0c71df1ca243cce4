// What is sampled end to end: a benchmark model, its twins in NumPyro and Stan, and where all of them start, if not anywhere.
import { START } from "../flagship/model.ts";
import type { ModelKey } from "../models/models.ts";

export interface Subject {
  readonly model: ModelKey;
  /** A function of peers/models.py, and a program of stan/. */
  readonly twin: string;
  /** Constrained values: mixtures of which every run should find the same mode. */
  readonly start: Readonly<Record<string, readonly number[]>>;
}

export const SUBJECTS: readonly Subject[] = [
  { model: "marginalizedMixture", twin: "mixture", start: START },
  { model: "eightSchools", twin: "eight_schools", start: {} },
  { model: "radon", twin: "radon", start: {} },
  { model: "logisticSmall", twin: "logistic", start: {} },
];

export const CHAINS = 4;
export const WARMUP = 1000;
export const DRAWS = 1000;
