// What a transform is: a smooth bijection between two sets of tensors, with the logarithm of its Jacobian determinant.
import type * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";

export abstract class Transform {
  /** Where arguments live; its eventDim says how many rightmost axes are transformed together. */
  abstract readonly domain: Constraint;
  /** Where results live. */
  abstract readonly codomain: Constraint;

  /** y = f(x), of shape `forwardShape(x.shape)`. */
  abstract call(x: tf.Tensor): tf.Tensor;

  /** The x with f(x) = y, of shape `inverseShape(y.shape)`. */
  abstract inverse(y: tf.Tensor): tf.Tensor;

  /**
   * log |det df/dx| at x, where y = f(x) is known already. Its shape is that of x without the domain's event axes. For
   * constrained sets (the simplex), the determinant is taken over free coordinates of y.
   */
  abstract logAbsDetJacobian(x: tf.Tensor, y: tf.Tensor): tf.Tensor;

  /** 1 for an increasing function of one number, -1 for a decreasing one; a tensor when it depends on one; else undefined. */
  get sign(): 1 | -1 | tf.Tensor | undefined {
    return undefined;
  }

  forwardShape(shape: readonly number[]): number[] {
    return [...shape];
  }

  inverseShape(shape: readonly number[]): number[] {
    return [...shape];
  }
}
