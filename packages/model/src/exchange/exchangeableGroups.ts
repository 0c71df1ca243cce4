// Which sites hold one element for each of K components that could be renumbered without changing the model. The model's
// shapes propose, its log density disposes: renumbering must leave the density at random positions alone.
import type { UnconstrainedModel } from "../density/unconstrainedModel.ts";
import { mixtureAxes } from "./mixtureAxes.ts";
import { type Renumbering, renumbering } from "./renumbering.ts";

/** A site and those of its axes, of its constrained shape, along which its elements belong to the components. */
export interface GroupMember {
  readonly site: string;
  readonly axes: readonly number[];
}

/** Components without names: permuting the elements of all members together leaves the posterior as it is. Plain data. */
export interface ExchangeableGroup {
  /** How many components. */
  readonly size: number;
  /** Latent sites, then the deterministic sites that follow the components. */
  readonly members: readonly GroupMember[];
  /** Deterministic sites that depend on the numbering in another way, and so cannot be renumbered. */
  readonly entangled: readonly string[];
}

/** What moves together: an axis of one site, or a plate's axes in several. */
type Unit = readonly GroupMember[];

/** Sets of units tried for one number of components, at most; models have two or three units. */
const MOST_TRIALS = 100;

/**
 * The groups of exchangeable components of a model whose labels are summed out, by MixtureSameFamily or by hand.
 * Minimal: two independent mixtures are two groups. Asymmetric priors and ordered sites leave none.
 *
 * @param logDensity the model's log density with Jacobians at a position; its data must be bound
 */
export function exchangeableGroups(
  model: UnconstrainedModel,
  logDensity: (position: Float64Array) => number,
): ExchangeableGroup[] {
  const mixtures = [...mixtureAxes(model)].filter(([size]) => unitsOf(model, size).length > 0);
  const test = mixtures.length > 0 ? renumbering(model, logDensity) : undefined;
  return test ? mixtures.flatMap(([size, sites]) => groupsOf(model, size, sites, test)) : [];
}

function groupsOf(
  model: UnconstrainedModel,
  size: number,
  summedOut: ReadonlySet<string>,
  test: Renumbering,
): ExchangeableGroup[] {
  const groups: ExchangeableGroup[] = [];
  let units = unitsOf(model, size);
  let trials = 0;
  for (let count = 1; count <= units.length; count++) {
    for (const chosen of subsets(units, count)) {
      const members = joined(model, chosen.flat());
      const isWhole = chosen.every((unit) => units.includes(unit));
      if (!isWhole || !members.some(({ site }) => summedOut.has(site))) continue;
      if (trials++ === MOST_TRIALS) return groups;
      if (!test.keepsDensity(members, size)) continue;
      groups.push({ size, ...test.followers(members, size) });
      units = units.filter((unit) => !chosen.includes(unit));
    }
  }
  return groups;
}

/** The plates of that size, each with its axes, and every other axis of that extent. */
function unitsOf(model: UnconstrainedModel, size: number): Unit[] {
  const plates = new Map<string, GroupMember[]>();
  const single: Unit[] = [];
  for (const { name, shape } of model.sites) {
    const site = model.trace.get(name);
    const batch = site?.type === "sample" ? shape.length - site.distribution.eventDim : 0;
    for (const [axis, extent] of shape.entries()) {
      if (extent !== size) continue;
      const plate = site?.plates.find(({ dim }) => batch + dim === axis)?.name;
      if (plate === undefined) single.push([{ site: name, axes: [axis] }]);
      else plates.set(plate, [...(plates.get(plate) ?? []), { site: name, axes: [axis] }]);
    }
  }
  return [...plates.values(), ...single];
}

/** One member per site, in the model's order. */
function joined(model: UnconstrainedModel, parts: readonly GroupMember[]): GroupMember[] {
  return model.sites.flatMap(({ name }) => {
    const axes = parts.filter(({ site }) => site === name).flatMap((part) => part.axes);
    return axes.length > 0 ? [{ site: name, axes: axes.sort((a, b) => a - b) }] : [];
  });
}

/** Every choice of `count` items. */
function* subsets<T>(items: readonly T[], count: number): Generator<T[]> {
  if (count === 0) yield [];
  else {
    for (const [i, item] of items.entries())
      for (const rest of subsets(items.slice(i + 1), count - 1)) yield [item, ...rest];
  }
}
