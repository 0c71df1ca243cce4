// What the compiled flagship is held against: the loop written by hand, at START, and the bar.
import { handWritten } from "./handWritten.ts";
import { K, START } from "./model.ts";

/** At most this part of the hand-written loop's time. */
export const OF_HAND_WRITTEN = 1 / 3;

/** One evaluation over the data. */
export function yardstick(x: Float64Array): () => void {
  const weights = Float64Array.from(START.prob_cluster);
  const loc = Float64Array.from(START.loc);
  const scale = Float64Array.from(START.scale);
  const gradient = new Float64Array(3 * K);
  return () => handWritten(x, weights, loc, scale, gradient);
}
