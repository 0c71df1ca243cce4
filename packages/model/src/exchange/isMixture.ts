// Whether a model sums the labels of mixture components out.
import { constraints } from "@nutmeg-ppl/distributions";
import type { UnconstrainedModel } from "../density/unconstrainedModel.ts";
import { observedMixtures } from "./assignedMixtures.ts";
import type { ExchangeableGroup } from "./exchangeableGroups.ts";
import { mixtureAxes } from "./mixtureAxes.ts";

/**
 * @param groups the model's exchangeable components, asked for only where nothing else tells
 * @returns true for an observed MixtureSameFamily, for exchangeable components, and for components summed out by hand whose
 *   order is fixed by an ordered site.
 */
export function isMixture(model: UnconstrainedModel, groups: () => readonly ExchangeableGroup[]): boolean {
  return observedMixtures(model).length > 0 || hasOrderedComponents(model) || groups().length > 0;
}

function hasOrderedComponents(model: UnconstrainedModel): boolean {
  const axes = mixtureAxes(model);
  return model.sites.some(({ name, shape, support }) => {
    const isOrdered =
      support instanceof constraints.OrderedVector || support instanceof constraints.PositiveOrderedVector;
    return isOrdered && axes.get(shape.at(-1) ?? 0)?.has(name);
  });
}
