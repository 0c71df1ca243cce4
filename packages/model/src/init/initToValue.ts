// Starts where the user says.
import { type Numeric, sizeOf, UsageError } from "@nutmeg-ppl/compiler";
import { fillLatents } from "../density/fillLatents.ts";
import type { UnconstrainedModel } from "../density/unconstrainedModel.ts";
import { unconstrainedValue } from "../density/unconstrainedValue.ts";
import type { Starter } from "./initStrategy.ts";
import { keyOf } from "./keyOf.ts";
import { uniformValues } from "./uniformValues.ts";

/**
 * The named sites start at the given constrained values, the others uniformly in (-2, 2) of unconstrained space.
 * As `numpyro.infer.init_to_value`.
 *
 * @throws UsageError, when the start is made, for a name that is no latent site of the model, and for a value of the
 *   wrong shape or outside the site's support.
 */
export function initToValue(
  values: Readonly<Record<string, Numeric>>,
): (model: UnconstrainedModel) => Starter {
  return (model) => {
    refuseStrangers(values, model);
    return (key) =>
      fillLatents(
        model,
        (site) => {
          const value = Object.hasOwn(values, site.name) ? values[site.name] : undefined;
          if (value !== undefined) return unconstrainedValue(site, value);
          return uniformValues(keyOf(site), sizeOf(site.unconstrainedShape), 2);
        },
        key,
      );
  };
}

function refuseStrangers(values: Readonly<Record<string, Numeric>>, model: UnconstrainedModel): void {
  const stranger = Object.keys(values).find((name) => !model.sites.some((site) => site.name === name));
  if (stranger === undefined) return;
  const known = model.sites.map((site) => `"${site.name}"`).join(", ");
  throw new UsageError(
    `initToValue: the model has no latent site "${stranger}". Its latent sites are ${known}.`,
  );
}
