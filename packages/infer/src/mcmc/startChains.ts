// Where the chains of a run begin, or why they cannot.
import { UsageError } from "@nutmeg-ppl/compiler/runtime";
import { startSearch } from "../init/startSearch.ts";
import type { Target } from "../targets/target.ts";

/**
 * A position for each chain, by its key, where the log density and its gradient are finite.
 * @throws UsageError when a chain finds none, with a table of the sites at the last candidate.
 */
export function startChains(target: Target, keys: readonly Uint32Array[]): Float64Array[] {
  return keys.map((key, chain) => {
    const search = startSearch(key, target.density, (candidateKey) => target.start(candidateKey));
    if (search.found) return search.start.position;
    const last = search.attempts.at(-1)?.position ?? new Float64Array(target.dimension);
    throw new UsageError(
      `Chain ${chain + 1} found no start: at none of ${search.tries} positions are the log density and its gradient finite. ` +
        `At one of them: ${target.explain(last)}\n` +
        "Look at the first site that is not finite: data outside its support, a scale that may be 0, a prior too wide. " +
        "Or say where to start: initStrategy: initToValue({ site: value }).",
    );
  });
}
