// The coordinates of a metric's blocks, from the names of their sites.
import { UsageError } from "@nutmeg-ppl/compiler/runtime";
import type { SitePlace } from "../targets/target.ts";

/** @throws UsageError for a name that no latent site has, or that stands twice. */
export function blockIndices(
  blocks: readonly (readonly string[])[],
  sites: readonly SitePlace[],
): Int32Array[] {
  const known = sites.map(({ name }) => name);
  const names = blocks.flat();
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`metric: blocks has "${unknown}", but the latent sites are: ${known.join(", ")}.`);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined)
    throw new UsageError(`metric: blocks has "${twice}" twice; a site is in one block at most.`);
  return blocks.map((block) =>
    Int32Array.from(
      sites
        .filter(({ name }) => block.includes(name))
        .flatMap(({ offset, size }) => Array.from({ length: size }, (_, i) => offset + i)),
    ),
  );
}
