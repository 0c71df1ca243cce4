// The search for a start with a finite log density and gradient. Failure is a value that says what was tried; the
// table of sites that a user sees is made by those who know the sites.
import { foldIn } from "@nutmeg-ppl/compiler/random";
import type { LogDensity } from "../logDensity.ts";
import type { StartStrategy } from "./startStrategy.ts";

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

/** Tries the strategy's candidates, `maxTries` (default 100) at most, until log density and gradient are finite. */
export function startSearch(
  key: Uint32Array,
  density: LogDensity,
  strategy: StartStrategy,
  maxTries = 100,
): StartSearch {
  const attempts: Attempt[] = [];
  let tries = 0;
  while (tries < maxTries) {
    const position = strategy(foldIn(key, tries), tries);
    if (position === undefined) break;
    tries++;
    const gradient = new Float64Array(density.dimension);
    const attempt = { position, logDensity: density.evaluate(position, gradient), gradient };
    if (isUsable(attempt)) return { found: true, start: attempt, tries };
    if (attempts.length < KEPT) attempts.push(attempt);
  }
  return { found: false, attempts, tries };
}

/** Whether a chain can begin there. */
export const isUsable = ({ logDensity, gradient }: Attempt): boolean =>
  Number.isFinite(logDensity) && gradient.every(Number.isFinite);
