// What can be asked of the numbering of exchangeable components, and its application to the draws of all sites at once.
import { UsageError } from "@nutmeg-ppl/compiler/runtime";
import type { ExchangeableGroup } from "@nutmeg-ppl/model";
import type { KeptDraws } from "../stores/runStore.ts";
import { componentFeatures } from "./componentFeatures.ts";
import { type Numbering, numberingByChain, numberingByDraw, numberingByOrder } from "./numberings.ts";
import { renumbered } from "./renumbered.ts";

/**
 * How the components of a model with exchangeable ones are numbered:
 * - "chains", the default: each chain keeps its own numbering, but for one permutation, which matches the means of its
 *   components to those of the first chain at the least total squared distance;
 * - "draws": so is each draw matched to the means over all draws, for chains that exchange labels as they go;
 * - { by: "loc" }: in each draw, in the ascending order of that site's elements (of their first coordinates);
 * - "none": as drawn.
 */
export type Relabelling = "chains" | "draws" | "none" | { readonly by: string };

/** Draws, and what was done to them. */
export interface Relabelled {
  readonly draws: KeptDraws;
  /** A sentence for each group of exchangeable components. */
  readonly notes: readonly string[];
}

/**
 * Renumbers the components of every group, in every site of the group by the same permutation. Draws of warmup stay as
 * they are.
 * @throws UsageError for `by` with a site that belongs to no group, or along whose elements there is no one order.
 */
export function relabel(
  kept: KeptDraws,
  groups: readonly ExchangeableGroup[],
  how: Relabelling = "chains",
): Relabelled {
  if (typeof how === "object") refuseStranger(how.by, groups);
  return groups.reduce<Relabelled>(
    ({ draws, notes }, group) => {
      const { numbering, note } = numberingOf(draws, group, how);
      return { draws: numbering ? renumbered(draws, group, numbering) : draws, notes: [...notes, note] };
    },
    { draws: kept, notes: [] },
  );
}

function numberingOf(
  draws: KeptDraws,
  group: ExchangeableGroup,
  how: Relabelling,
): { readonly numbering: Numbering | undefined; readonly note: string } {
  const sites = group.members.map(({ site }) => site).join(", ");
  const what = `The ${group.size} components of ${sites}`;
  const left =
    group.entangled.length > 0
      ? ` Not renumbered, since they mix components: ${group.entangled.join(", ")}.`
      : "";
  if (how === "none") return { numbering: undefined, note: `${what} are numbered as drawn.` };
  if (typeof how === "object" && group.members.some(({ site }) => site === how.by)) {
    const numbering = numberingByOrder(draws, group, how.by);
    return { numbering, note: `${what} are numbered in each draw by ascending ${how.by}.${left}` };
  }
  const features = componentFeatures(draws, group);
  if (how === "draws") {
    return {
      numbering: numberingByDraw(features),
      note: `${what} are matched in each draw to their means over all draws.${left}`,
    };
  }
  const { numbering, moved } = numberingByChain(features);
  if (moved.length === 0)
    return { numbering: undefined, note: `${what} have the same labels in all chains.` };
  const which = moved.map((chain) => chain + 1).join(", ");
  const chainWord = moved.length === 1 ? `chain ${which}` : `chains ${which}`;
  return { numbering, note: `${what} were renumbered in ${chainWord} to match those of chain 1.${left}` };
}

function refuseStranger(by: string, groups: readonly ExchangeableGroup[]): void {
  const members = groups.flatMap((group) => group.members);
  const member = members.find(({ site }) => site === by);
  if (member?.axes.length === 1) return;
  const usable = members.filter(({ axes }) => axes.length === 1).map(({ site }) => `"${site}"`);
  throw new UsageError(
    `relabel: components cannot be ordered by "${by}". ` +
      (usable.length > 0
        ? `Sites with one element for each exchangeable component are ${usable.join(", ")}.`
        : "No exchangeable components were found in this model: leave relabel out."),
  );
}
