// The `plateStack` primitive: several plates at once, on neighbouring batch dimensions.
import { UsageError } from "@nutmeg-ppl/compiler";
import { plate } from "./plate.ts";

export interface PlateStackOptions {
  /** The dimension of the last size, negative; -1 when left out. */
  readonly rightmostDim?: number | undefined;
}

/**
 * Runs `body` inside one plate per size, named `prefix_0` (the last size) onwards, so that the batch shape of a site in
 * it ends in `sizes`. As `numpyro.plate_stack`.
 */
export function plateStack<const R>(
  prefix: string,
  sizes: readonly number[],
  body: () => R,
  { rightmostDim = -1 }: PlateStackOptions = {},
): R {
  if (!(Number.isInteger(rightmostDim) && rightmostDim < 0)) {
    throw new UsageError(
      `plateStack "${prefix}": rightmostDim must be a negative whole number, but got ${rightmostDim}.`,
    );
  }
  const rightToLeft = [...sizes].reverse();
  const within = rightToLeft.reduceRight<() => R>(
    (inner, size, index) => () => plate(`${prefix}_${index}`, size, inner, { dim: rightmostDim - index }),
    body,
  );
  return within();
}
