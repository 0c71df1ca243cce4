// The chains of a run as tasks, whether they begin or go on from where an earlier run left them.
import { foldIn, splitKey } from "@nutmeg-ppl/compiler/random";
import { UsageError } from "@nutmeg-ppl/compiler/runtime";
import type { ChainState, ChainTask } from "../chain.ts";
import type { SamplerSettings } from "../samplerSettings.ts";
import type { Capacity } from "../stores/runStore.ts";
import type { Target } from "../targets/target.ts";
import { blockIndices } from "./blockIndices.ts";
import { type ChainStarts, startChains } from "./startChains.ts";

/** Where the chains of a run are: plain data that can be cloned and kept. */
export interface RunState {
  /** The key of the run. A run with the same key goes on as if it had never stopped; another key draws anew. */
  readonly key: Uint32Array;
  /** By chain; undefined for one that failed or never began, which starts anew. */
  readonly chains: readonly (ChainState | undefined)[];
}

/** The number of the key that the starts of all chains share, far beyond that of any chain's own. */
const SHARED = 2 ** 32 - 1;

/**
 * A task for each chain that begins, and `numSamples` more for each that has a state: those of a run of that many more,
 * to the byte, if the key is the same.
 * @throws UsageError when a chain finds no start, or a state does not fit.
 */
export async function chainTasks(
  target: Target,
  key: Uint32Array,
  settings: SamplerSettings,
  states: readonly (ChainState | undefined)[],
): Promise<ChainStarts> {
  const keys = splitKey(key, states.length);
  const fresh = states.includes(undefined)
    ? await startChains(target, foldIn(key, SHARED), keys, settings)
    : { tasks: [], modes: [] };
  const tasks = states.map((state, chain) => {
    if (state === undefined) return fresh.tasks[chain] as ChainTask;
    demandFit(state, chain, target, settings);
    return {
      key: splitKey(keys[chain] as Uint32Array, 2)[1] as Uint32Array,
      initialPosition: state.position,
      settings: settingsFrom(settings, state),
      blocks: blockIndices(settings.blocks, target.latents),
      state,
    };
  });
  return { tasks, modes: fresh.modes };
}

/** The settings of a chain that goes on from a state: `numSamples` more than it has. */
export function settingsFrom(settings: SamplerSettings, state: ChainState | undefined): SamplerSettings {
  if (state === undefined) return settings;
  const { iteration, numWarmup } = state;
  return { ...settings, numWarmup, numSamples: Math.max(0, iteration - numWarmup) + settings.numSamples };
}

function demandFit(state: ChainState, chain: number, target: Target, { numWarmup }: SamplerSettings): void {
  if (state.position.length !== target.dimension) {
    throw new UsageError(
      `MCMC: the state of chain ${chain + 1} has ${state.position.length} unconstrained parameters, but the model has ` +
        `${target.dimension}. Go on with the model, and data of the shapes, that the state came from.`,
    );
  }
  if (state.iteration < state.numWarmup && state.numWarmup !== numWarmup) {
    throw new UsageError(
      `MCMC: the state of chain ${chain + 1} is in a warmup of ${state.numWarmup} transitions, after ${state.iteration}. ` +
        `Go on with numWarmup: ${state.numWarmup}, not ${numWarmup}.`,
    );
  }
}

/** The draws that a task is still to keep. */
export function capacityOf({ settings, state }: Pick<ChainTask, "settings" | "state">): Capacity {
  const { numWarmup, numSamples, thinning, keepWarmup } = settings;
  const made = state?.iteration ?? 0;
  const kept = (transitions: number) => Math.floor(transitions / thinning);
  return {
    warmup: keepWarmup ? kept(numWarmup) - kept(Math.min(made, numWarmup)) : 0,
    sampling: kept(numSamples) - kept(Math.max(0, made - numWarmup)),
  };
}
