// Cuts a position into the parameters of a model's programs.
import { UsageError } from "@nutmeg-ppl/compiler";
import type { LatentSite } from "./unconstrainedModel.ts";

/**
 * Views of a position by site name, for `interpret` and for targets.
 * @throws UsageError when the position has another length than the model's dimension.
 */
export function bindings(
  model: { readonly sites: readonly LatentSite[]; readonly dimension: number },
  position: Float64Array,
): Record<string, Float64Array> {
  if (position.length !== model.dimension) {
    throw new UsageError(
      `A position of this model has ${model.dimension} numbers, but ${position.length} were given.`,
    );
  }
  return Object.fromEntries(
    model.sites.map(({ name, offset, size }) => [name, position.subarray(offset, offset + size)]),
  );
}
