// Which elements a subsampled plate sees: a partial Fisher-Yates shuffle, done on the host when the plate is entered.
import { asTensor, draw, type RandomKey, UnsupportedError, valuesOf } from "@nutmeg-ppl/compiler";
import type * as tf from "@tensorflow/tfjs-core";

/**
 * `count` distinct integers of 0..size-1, int32 of shape [count].
 * @throws UnsupportedError when the key is an input of a captured program, whose replays would all see one subsample.
 */
export function subsampleIndices(key: RandomKey, size: number, count: number): tf.Tensor1D {
  if (!key.isConcrete) {
    throw new UnsupportedError(
      `A plate of ${size} takes ${count} elements at random, but the run is captured to be replayed with other keys, ` +
        "and every replay would take the same elements. Leave subsampleSize out of this run.",
    );
  }
  const uniforms = valuesOf(draw({ key, shape: [count], parameters: [], sampler: (uniform) => uniform }));
  const order = Int32Array.from({ length: size }, (_, index) => index);
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(uniforms[i]! * (size - i));
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
  return asTensor(order.slice(0, count)) as tf.Tensor1D;
}
