// What compiled functions give: float64 values with their shape. tfjs tensors of other backends would round them.
import type * as tf from "@tensorflow/tfjs-core";
import type { NestedArray } from "../capture/asTensor.ts";
import { tensorOf } from "../capture/tensors.ts";
import { constant } from "../program/build.ts";
import type { Shape } from "../program/node.ts";

export interface ResultArray {
  /** Row-major, and the caller's own. */
  readonly values: Float64Array;
  readonly shape: Shape;
  /** As a tensor of Nutmeg's backend, which keeps float64: `dataSync` gives the values, other tfjs ops take it as any tensor. */
  tensor(): tf.Tensor;
}

/** The same nesting, with an array in the place of each tensor. A tensor is told by its dataId, as in NumericTree. */
export type ArrayTree<T> = T extends { readonly dataId: object }
  ? ResultArray
  : T extends number | boolean | ArrayBufferView
    ? ResultArray
    : NestedArray extends T
      ? ResultArray
      : { readonly [K in keyof T]: ArrayTree<T[K]> };

export function resultArray(values: Float64Array, shape: Shape): ResultArray {
  return { values, shape, tensor: () => tensorOf(constant(values.slice(), shape)) };
}
