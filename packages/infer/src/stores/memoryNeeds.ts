// What the draws of a run will take in memory, and the refusal to begin one that cannot end well.
import { sizeOf, UsageError } from "@nutmeg-ppl/compiler";
import { BYTES_OF_STATS } from "../drawBlock.ts";
import type { ShownSite } from "../targets/target.ts";
import type { Capacity } from "./runStore.ts";

/** Bytes of the draws of chains with these capacities, statistics included. */
export function bytesOfDraws(sites: readonly ShownSite[], capacities: readonly Capacity[]): number {
  const row = sites.reduce((sum, { shape }) => sum + 8 * sizeOf(shape), BYTES_OF_STATS);
  return capacities.reduce((sum, { warmup, sampling }) => sum + (warmup + sampling) * row, 0);
}

/** "640 bytes", "38 MB", "5.1 GB". */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = "bytes";
  for (const larger of ["kB", "MB", "GB", "TB"]) {
    if (value < 1000) break;
    value /= 1000;
    unit = larger;
  }
  return `${value.toFixed(value < 10 && value < bytes ? 1 : 0)} ${unit}`;
}

/** Bytes that this process may still take, where the engine says. Browsers do not. */
export function availableMemory(): number {
  const asked = globalThis.process as { availableMemory?: () => number } | undefined;
  return asked?.availableMemory?.() ?? Infinity;
}

/** @throws UsageError, before anything is drawn, when `bytes` are more than `available`. */
export function demandMemory(bytes: number, available = availableMemory()): void {
  if (bytes <= available) return;
  throw new UsageError(
    `MCMC: the draws of this run take ${sizeText(bytes)}, but ${sizeText(available)} of memory are available. ` +
      'Write them to disk as they arrive, store: "folder"; keep every tenth, thinning: 10; or ask for fewer.',
  );
}
