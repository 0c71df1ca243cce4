// Where the copies of an expanded distribution go: axes added on the left are drawn as sample axes; axes of size 1 that were
// enlarged are drawn as sample axes too and then moved into place.
import { sizeOf } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";

export interface Expansion {
  /** Sample axes to draw: those added on the left, then the enlarged ones. */
  readonly extra: readonly number[];
  /** How many of them were added on the left. */
  readonly added: number;
  /** For each batch axis of the base, which enlarged axis replaces it, or -1. */
  readonly replacedBy: readonly number[];
}

/** @param from a batch shape that broadcasts to `to` */
export function planExpansion(from: readonly number[], to: readonly number[]): Expansion {
  const added = to.length - from.length;
  const enlarged: number[] = [];
  const replacedBy = from.map((extent, axis) => {
    const target = to[added + axis] ?? extent;
    return extent === target ? -1 : enlarged.push(target) - 1;
  });
  return { extra: [...to.slice(0, added), ...enlarged], added, replacedBy };
}

/**
 * Moves enlarged axes into place.
 * @param draws of shape [...sample, ...extra, ...base batch, ...event]
 * @param shape of the result: [...sample, ...batch, ...event]
 */
export function placeExpanded(
  draws: tf.Tensor,
  { extra, added, replacedBy }: Expansion,
  sampleDims: number,
  shape: readonly number[],
): tf.Tensor {
  if (extra.length === added || sizeOf(shape) === 0) return tf.reshape(draws, [...shape]);
  const firstEnlarged = sampleDims + added;
  const firstBatch = sampleDims + extra.length;
  const axes = Array.from({ length: draws.rank }, (_, axis) => axis);
  const batch = replacedBy.flatMap((by, i) =>
    by < 0 ? [firstBatch + i] : [firstEnlarged + by, firstBatch + i],
  );
  const order = [...axes.slice(0, firstEnlarged), ...batch, ...axes.slice(firstBatch + replacedBy.length)];
  return tf.reshape(tf.transpose(draws, order), [...shape]);
}
