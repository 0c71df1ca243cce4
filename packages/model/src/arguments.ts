// What a model may be given, and what it becomes. Types only.
import type { NumericArray } from "@nutmeg-ppl/compiler";
import type * as tf from "@tensorflow/tfjs-core";

/** Numbers or booleans, nested to any depth; all rows of one level must have one length. */
export type NestedNumbers = readonly number[] | readonly boolean[] | readonly NestedNumbers[];

/** Where a model declares a tensor, a caller may give a typed array or nested numbers instead. */
export type ModelArguments<A> = A extends tf.Tensor
  ? A | NumericArray | NestedNumbers
  : A extends ((...parameters: never[]) => unknown) | string | number | boolean | null | undefined
    ? A
    : A extends object
      ? { readonly [K in keyof A]: ModelArguments<A[K]> }
      : A;

/** One array of a model's argument. */
export interface CapturedData {
  readonly values: Float64Array | Float32Array;
  readonly shape: readonly number[];
  readonly dtype: "float64" | "int32" | "bool";
}

export interface CapturedArguments<A> {
  readonly args: A;
  /** The arrays by the names of their data inputs, "data.<path>". */
  readonly data: ReadonlyMap<string, CapturedData>;
}
