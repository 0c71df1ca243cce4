// The draws of a group of exchangeable components, one row of numbers for each component: what matching compares.
import { sizeOf } from "@nutmeg-ppl/compiler";
import type { ExchangeableGroup, GroupMember } from "@nutmeg-ppl/model";
import type { KeptDraws } from "../stores/runStore.ts";

export interface ComponentFeatures {
  readonly size: number;
  /** Numbers for each component of a draw. */
  readonly width: number;
  /** For each chain [draws, size, width], row-major. */
  readonly chains: readonly Float64Array[];
}

/**
 * The latent members' elements, component by component, or where there is no latent one the deterministic members'. Of a
 * site with several axes of components, such as a matrix of transitions between them, only the diagonal is compared.
 */
export function componentFeatures(draws: KeptDraws, group: ExchangeableGroup): ComponentFeatures {
  const members = membersOf(draws, group);
  const latent = members.filter(({ kind }) => kind === "sample");
  const sites = latent.length > 0 ? latent : members;
  const width = sites.reduce((sum, { offsets }) => sum + (offsets[0]?.length ?? 0), 0);
  const chains = Array.from({ length: draws.numChains }, (_, chain) => {
    const numDraws = draws.count(chain, "sampling");
    const rows = new Float64Array(numDraws * group.size * width);
    let filled = 0;
    for (const { index, offsets, size } of sites) {
      const values = draws.values(index, chain, "sampling");
      for (let draw = 0; draw < numDraws; draw++) {
        offsets.forEach((own, component) => {
          const row = (draw * group.size + component) * width + filled;
          own.forEach((offset, i) => {
            rows[row + i] = values[draw * size + offset]!;
          });
        });
      }
      filled += offsets[0]?.length ?? 0;
    }
    return rows;
  });
  return { size: group.size, width, chains };
}

function membersOf({ sites }: KeptDraws, group: ExchangeableGroup) {
  return sites.flatMap(({ name, kind, shape }, index) => {
    const member = group.members.find((one) => one.site === name);
    return member ? [{ index, kind, offsets: offsetsOf(shape, member), size: sizeOf(shape) }] : [];
  });
}

/** For each component, where its elements are in a draw of the site. */
function offsetsOf(shape: readonly number[], { axes }: GroupMember): number[][] {
  const components = shape[axes[0]!]!;
  const own = Array.from({ length: components }, (): number[] => []);
  for (let offset = 0; offset < sizeOf(shape); offset++) {
    const at = axes.map((axis) => Math.floor(offset / sizeOf(shape.slice(axis + 1))) % shape[axis]!);
    if (at.every((index) => index === at[0])) own[at[0]!]!.push(offset);
  }
  return own;
}
