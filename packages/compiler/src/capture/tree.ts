// Nested plain objects and arrays with tensors, or what stands for them, at their leaves: walking them, naming the leaves.
import * as tf from "@tensorflow/tfjs-core";
import type { NestedArray, Numeric } from "./asTensor.ts";

/**
 * The same nesting, with whatever stands for a tensor in the place of each tensor. A tensor is told by its dataId: to
 * compare all its methods confuses TypeScript about the types of the methods themselves. What is numbers already stays.
 */
export type NumericTree<T> = T extends { readonly dataId: object }
  ? Numeric
  : NestedArray extends T
    ? T
    : T extends ArrayBufferView
      ? T
      : { readonly [K in keyof T]: NumericTree<T[K]> };

/** An array of numbers at some depth, rather than one of tensors or objects. */
function isNumbers(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isNumbers);
  return typeof value === "number" || typeof value === "boolean" || ArrayBuffer.isView(value);
}

export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || value instanceof tf.Tensor) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * Replaces every leaf by what `visit` makes of it. Arrays of numbers are leaves; arrays of anything else, and plain
 * objects, are walked.
 * @param path how the error messages of `visit` name the whole, such as "x"; its parts are then "x[0]" and "x.name"
 */
export function mapTree(
  value: unknown,
  path: string,
  visit: (leaf: unknown, path: string) => unknown,
): unknown {
  if (Array.isArray(value) && !isNumbers(value)) {
    return value.map((part, i) => mapTree(part, `${path}[${i}]`, visit));
  }
  if (!isPlain(value)) return visit(value, path);
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, mapTree(part, `${path}.${key}`, visit)]),
  );
}
