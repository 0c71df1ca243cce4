// The chains of a run as tasks: where each begins, or why it cannot.
import { splitKey } from "@nutmeg-ppl/compiler/random";
import { UsageError } from "@nutmeg-ppl/compiler/runtime";
import type { FoundMode } from "@nutmeg-ppl/model";
import type { ChainTask } from "../chain.ts";
import { startSearch } from "../init/startSearch.ts";
import type { SamplerSettings } from "../samplerSettings.ts";
import type { Starts, Target } from "../targets/target.ts";
import { blockIndices } from "./blockIndices.ts";

export interface ChainStarts {
  readonly tasks: readonly ChainTask[];
  /** What the search for starts found, if there was one. */
  readonly modes: readonly FoundMode[];
}

/**
 * A task for each chain's key: half of it finds a position where the log density and its gradient are finite, half
 * is the chain's own.
 *
 * @param shared the key of what the starts of all chains have in common
 * @throws UsageError when a chain finds no start, with a table of the sites at the last candidate.
 */
export async function startChains(
  target: Target,
  shared: Uint32Array,
  keys: readonly Uint32Array[],
  settings: SamplerSettings,
): Promise<ChainStarts> {
  const blocks = blockIndices(settings.blocks, target.latents);
  const starts = await target.starts(shared);
  const tasks = keys.map((both, chain) => {
    const [startKey, key] = splitKey(both, 2) as [Uint32Array, Uint32Array];
    return { key, initialPosition: startOf(target, starts, startKey, chain), settings, blocks };
  });
  return { tasks, modes: starts.modes };
}

function startOf(target: Target, starts: Starts, key: Uint32Array, chain: number): Float64Array {
  const search = startSearch(key, target.density, starts.at);
  if (search.found) return search.start.position;
  const last = search.attempts.at(-1)?.position ?? new Float64Array(target.dimension);
  throw new UsageError(
    `Chain ${chain + 1} found no start: at none of ${search.tries} positions are the log density and its gradient finite. ` +
      `At one of them: ${target.explain(last)}\n` +
      "Look there for data outside its support, a scale that may be 0, a prior too wide. " +
      "Or say where to start: initStrategy: initToValue({ site: value }).",
  );
}
