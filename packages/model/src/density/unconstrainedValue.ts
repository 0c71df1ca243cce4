// Takes one site's value from the constrained space to unconstrained numbers, checking it on the way.
import { asTensor, type Numeric, sameShape, showShape, UsageError, valuesOf } from "@nutmeg-ppl/compiler";
import type { OpenSite } from "./fillLatents.ts";

/**
 * @throws UsageError when the value has another shape than the site, lies outside its support, or on the edge of it,
 *   where unconstrained space is infinite.
 */
export function unconstrainedValue(site: OpenSite, value: Numeric): Float64Array {
  const given = asTensor(value);
  if (!sameShape(given.shape, site.shape)) {
    throw new UsageError(
      `Site "${site.name}" has shape ${showShape(site.shape)}, but the value given for it has shape ${showShape(given.shape)}.`,
    );
  }
  const where = `Site "${site.name}"`;
  site.message.distribution.validateSample(given, where);
  const found = valuesOf(site.transform.inverse(given));
  if (found.every(Number.isFinite)) return found;
  throw new UsageError(
    `${where}: the value given for it lies on the edge of its support, which no unconstrained number reaches. Move it inside.`,
  );
}
