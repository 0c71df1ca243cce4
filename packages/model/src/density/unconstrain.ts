// Finds the position at which a model's latent sites have given values.
import type { Numeric } from "@nutmeg-ppl/compiler";
import { UsageError } from "@nutmeg-ppl/compiler";
import { fillLatents } from "./fillLatents.ts";
import type { UnconstrainedModel } from "./unconstrainedModel.ts";
import { unconstrainedValue } from "./unconstrainedValue.ts";

/**
 * The position of constrained values; the inverse of the `constrain` program.
 * @param values - one for every latent site, by name and in the site's shape. Names of other sites are ignored, so that
 *   a draw with its deterministic sites may be passed.
 * @throws UsageError when a site is missing, or its value has the wrong shape or lies outside its support.
 */
export function unconstrain(
  model: UnconstrainedModel,
  values: Readonly<Record<string, Numeric>>,
): Float64Array {
  const missing = model.sites
    .filter((site) => !Object.hasOwn(values, site.name))
    .map((site) => `"${site.name}"`);
  if (missing.length > 0) {
    throw new UsageError(
      `unconstrain: no value was given for ${missing.join(", ")}. Every latent site needs one.`,
    );
  }
  return fillLatents(model, (site) => unconstrainedValue(site, values[site.name] as Numeric));
}
