// The product of the scales around a site.
import * as tf from "@tensorflow/tfjs-core";

/** The scale so far (undefined is 1) times another. */
export function scaled(scale: tf.Tensor | undefined, factor: tf.Tensor): tf.Tensor {
  return scale ? tf.mul(scale, factor) : factor;
}
