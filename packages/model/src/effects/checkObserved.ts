// Whether an observed value is one: no NaN, and inside the distribution's support. Reads data, so it is skipped
// for values that depend on parameters and in runs that repeat an earlier one.
import { isKnown, UsageError, valuesOf } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { SampleSite } from "./message.ts";

/**
 * Elements that a mask leaves out may hold anything.
 * @throws UsageError naming the site and the first offending element.
 */
export function checkObserved(site: SampleSite): void {
  if (!isKnown(site.value)) return;
  refuseNaN(site);
  site.distribution.validateSample(site.value, `Site "${site.name}"`);
}

function refuseNaN(site: SampleSite): void {
  const flags = isMissing(site);
  const first = flags.findIndex(Boolean);
  if (first < 0) return;
  const count = flags.reduce((total, flag) => total + flag, 0);
  const plural = count === 1 ? "1 NaN" : `${count} NaNs, the first`;
  throw new UsageError(
    `Site "${site.name}": the observed value holds ${plural} at index ${first} of ${flags.length}. ` +
      "Remove the missing values, or give sample an obsMask that is false there.",
  );
}

/** 1 where the value is NaN and the mask, if any, counts the element. */
function isMissing(site: SampleSite): Float64Array {
  const { value, mask } = site;
  if (!mask || !isKnown(mask)) return valuesOf(value).map((x) => (Number.isNaN(x) ? 1 : 0));
  const eventRank = site.distribution.eventShape.length;
  const counted = tf.reshape(mask, [...mask.shape, ...new Array<number>(eventRank).fill(1)]);
  return Float64Array.from(valuesOf(tf.logicalAnd(tf.isNaN(value), counted)));
}
