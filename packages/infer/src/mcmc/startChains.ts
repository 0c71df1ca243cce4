// The chains of a run as tasks: where each begins, or why it cannot.
import { splitKey } from "@nutmeg-ppl/compiler/random";
import { UsageError } from "@nutmeg-ppl/compiler/runtime";
import type { ChainTask } from "../chain.ts";
import { startSearch } from "../init/startSearch.ts";
import type { SamplerSettings } from "../samplerSettings.ts";
import type { Target } from "../targets/target.ts";
import { blockIndices } from "./blockIndices.ts";

/**
 * A task for each chain's key: half of it finds a position where the log density and its gradient are finite, half
 * is the chain's own.
 * @throws UsageError when a chain finds no start, with a table of the sites at the last candidate.
 */
export function startChains(
  target: Target,
  keys: readonly Uint32Array[],
  settings: SamplerSettings,
): ChainTask[] {
  const blocks = blockIndices(settings.blocks, target.latents);
  return keys.map((both, chain) => {
    const [startKey, key] = splitKey(both, 2) as [Uint32Array, Uint32Array];
    return { key, initialPosition: startOf(target, startKey, chain), settings, blocks };
  });
}

function startOf(target: Target, key: Uint32Array, chain: number): Float64Array {
  const search = startSearch(key, target.density, (candidateKey) => target.start(candidateKey));
  if (search.found) return search.start.position;
  const last = search.attempts.at(-1)?.position ?? new Float64Array(target.dimension);
  throw new UsageError(
    `Chain ${chain + 1} found no start: at none of ${search.tries} positions are the log density and its gradient finite. ` +
      `At one of them: ${target.explain(last)}\n` +
      "Look at the first site that is not finite: data outside its support, a scale that may be 0, a prior too wide. " +
      "Or say where to start: initStrategy: initToValue({ site: value }).",
  );
}
