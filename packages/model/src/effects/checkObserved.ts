// Whether an observed value is one: not empty, no NaN, and inside the distribution's support. Reads data, so it is skipped
// for values that depend on parameters and in runs that repeat an earlier one.
import { evaluateNode, isKnown, nodeOf, showShape, UsageError, valuesOf } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { SampleSite } from "./message.ts";

/**
 * Elements that a mask leaves out may hold anything.
 * @throws UsageError naming the site, and the first offending element or that there is none.
 */
export function checkObserved(site: SampleSite): void {
  if (!isKnown(site.value)) return;
  refuseNothing(site);
  refuseNaN(site);
  site.distribution.validateSample(site.value, `Site "${site.name}"`);
}

/** An observed array without elements would silently leave the prior. */
function refuseNothing({ name, value }: SampleSite): void {
  if (value.size > 0) return;
  throw new UsageError(
    `Site "${name}": the observed value is empty: it has shape ${showShape(value.shape)}. ` +
      "Give it data, or leave obs out to draw the site.",
  );
}

function refuseNaN(site: SampleSite): void {
  const { value, mask, name } = site;
  const values = evaluateNode(nodeOf(value)); // not valuesOf, which copies
  if (!holdsNaN(values)) return;
  const missing =
    mask && isKnown(mask) ? countedNaNs(site, mask) : values.map((x) => Number(Number.isNaN(x)));
  const first = missing.indexOf(1);
  if (first < 0) return;
  const count = missing.reduce((total, flag) => total + flag, 0);
  const plural = count === 1 ? "1 NaN," : `${count} NaNs, the first`;
  throw new UsageError(
    `Site "${name}": the observed value holds ${plural} at index ${first} of ${missing.length}. ` +
      "Remove the missing values, or give sample an obsMask that is false there.",
  );
}

/** A plain loop: nearly all data have no NaN, and this is the one pass over them that finds out. */
function holdsNaN(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i]!)) return true;
  return false;
}

/** 1 where the value is NaN and the mask counts the element. */
function countedNaNs(site: SampleSite, mask: tf.Tensor): Float64Array {
  const counted = tf.reshape(mask, [...mask.shape, ...site.distribution.eventShape.map(() => 1)]);
  return valuesOf(tf.logicalAnd(tf.isNaN(site.value), counted));
}
