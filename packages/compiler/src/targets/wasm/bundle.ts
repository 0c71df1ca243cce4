// What the copies of a loop body hold side by side. The vector loop takes several pairs of elements in one round; code for
// them is emitted together, instruction by instruction, so that what they share is loaded once.
import type { Local } from "./assembler/index.ts";

/** One for each pair of the round, or a single one where all pairs have the same. */
export type Bundle<T = Local> = readonly T[];

export function ofCopy<T>(bundle: Bundle<T>, copy: number): T {
  return (bundle.length === 1 ? bundle[0] : bundle[copy]) as T;
}

/** One for each of so many copies. */
export function spread<T>(bundle: Bundle<T>, copies: number): T[] {
  return Array.from({ length: copies }, (_, copy) => ofCopy(bundle, copy));
}

/** Calls `make` for each copy with what the bundles hold for it; once when every bundle is the same for all. */
export function forEachCopy<T extends readonly unknown[], R>(
  bundles: { readonly [K in keyof T]: Bundle<T[K]> },
  make: (...of: T) => R,
): Bundle<R> {
  const copies = Math.max(1, ...bundles.map((bundle) => bundle.length));
  return Array.from({ length: copies }, (_, copy) =>
    make(...(bundles.map((bundle) => ofCopy(bundle, copy)) as unknown as T)),
  );
}
