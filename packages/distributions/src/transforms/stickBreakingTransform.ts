// From vectors of K - 1 numbers to the simplex of K, by breaking a stick: Stan Reference Manual, "Unit simplex" (the
// transform up to version 2.36, and NumPyro's). Zeros go to (1/K, ..., 1/K).
import { asTensor, UsageError } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { realVector } from "../constraints/independent.ts";
import { simplex } from "../constraints/vectors.ts";
import { sliceLast } from "../tensors.ts";
import { Transform } from "./transform.ts";

/** log(K - 1), ..., log(1): what is taken from x so that zeros break the stick evenly. */
function offsets(size: number): tf.Tensor {
  return tf.log(asTensor(Float64Array.from({ length: size }, (_, k) => size - k)));
}

export class StickBreakingTransform extends Transform {
  readonly domain: Constraint = realVector;
  readonly codomain: Constraint = simplex;

  /**
   * Piece k is sigmoid(x_k - log(K - 1 - k)) of what is left. Pieces are multiplied as sums of logarithms, so that none
   * underflows while the next is taken, and 1 - sigmoid is never rounded.
   */
  call(x: tf.Tensor): tf.Tensor {
    const { pieces, left } = this.#logarithms(x);
    return tf.exp(tf.concat([tf.add(pieces, left), tf.sum(this.#logRest(x), -1, true)], -1));
  }

  inverse(y: tf.Tensor): tf.Tensor {
    const size = (y.shape[y.rank - 1] ?? 1) - 1;
    // What is left after piece k, summed from the small end so that nothing cancels.
    const rest = sliceLast(tf.cumsum(y, -1, true, true), 0, size);
    return tf.add(tf.sub(tf.log(sliceLast(y, 0, size)), tf.log(rest)), offsets(size));
  }

  /** The Jacobian of the first K - 1 entries is triangular, with diagonal y_k (1 - sigmoid). */
  logAbsDetJacobian(x: tf.Tensor): tf.Tensor {
    const { pieces, left } = this.#logarithms(x);
    return tf.sum(tf.add(tf.add(pieces, left), this.#logRest(x)), -1);
  }

  override forwardShape(shape: readonly number[]): number[] {
    return [...shape.slice(0, -1), lastOf(shape) + 1];
  }

  override inverseShape(shape: readonly number[]): number[] {
    return [...shape.slice(0, -1), lastOf(shape) - 1];
  }

  /** log(1 - sigmoid): how much of the rest each break leaves. */
  #logRest(x: tf.Tensor): tf.Tensor {
    return tf.neg(tf.softplus(tf.sub(x, offsets(x.shape[x.rank - 1] ?? 0))));
  }

  /** Logarithms of sigmoid, and of what is left before each break. */
  #logarithms(x: tf.Tensor): { pieces: tf.Tensor; left: tf.Tensor } {
    const shifted = tf.sub(x, offsets(x.shape[x.rank - 1] ?? 0));
    return { pieces: tf.neg(tf.softplus(tf.neg(shifted))), left: tf.cumsum(this.#logRest(x), -1, true) };
  }
}

function lastOf(shape: readonly number[]): number {
  const last = shape[shape.length - 1];
  if (last === undefined) {
    throw new UsageError(
      "StickBreakingTransform: a simplex is a vector, but the shape is []. Give it an event axis.",
    );
  }
  return last;
}
