// The search for a start with a finite log density and gradient. Failure is a value that says what was tried; the
// table of sites that a user sees is made by those who know the sites.
import { foldIn } from "@nutmeg-ppl/compiler/random";
import type { LogDensity } from "../logDensity.ts";

/** One candidate and what the density made of it. */
export interface Attempt {
  readonly position: Float64Array;
  readonly logDensity: number;
  readonly gradient: Float64Array;
}

export type StartSearch =
  | { readonly found: true; readonly start: Attempt; readonly tries: number }
  /** `attempts` are the first KEPT candidates, `tries` how many there were. */
  | { readonly found: false; readonly attempts: readonly Attempt[]; readonly tries: number };

/** How many failed candidates a failure carries. */
const KEPT = 10;

/**
 * Tries candidates, each made from a key of its own, until log density and gradient are finite: `maxTries` (default 100)
 * at most.
 */
export function startSearch(
  key: Uint32Array,
  density: LogDensity,
  candidate: (key: Uint32Array) => Float64Array,
  maxTries = 100,
): StartSearch {
  const attempts: Attempt[] = [];
  for (let tries = 1; tries <= maxTries; tries++) {
    const position = candidate(foldIn(key, tries - 1));
    const gradient = new Float64Array(density.dimension);
    const attempt = { position, logDensity: density.evaluate(position, gradient), gradient };
    if (isUsable(attempt)) return { found: true, start: attempt, tries };
    if (attempts.length < KEPT) attempts.push(attempt);
  }
  return { found: false, attempts, tries: maxTries };
}

/** Whether a chain can begin there. */
export const isUsable = ({ logDensity, gradient }: Attempt): boolean =>
  Number.isFinite(logDensity) && gradient.every(Number.isFinite);
