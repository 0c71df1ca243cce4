// Turns numbers, arrays and tensors into tensors of the backend, keeping every number's float64 value.
import * as tf from "@tensorflow/tfjs-core";
import { UsageError } from "../errors.ts";
import { cast, concat, constant, reshape } from "../program/build.ts";
import type { DType, Node, Shape } from "../program/node.ts";
import { sameShape, showShape } from "../program/shape.ts";
import { nodeDType, type TensorDType } from "./dtypes.ts";
import { nodeOf, tensorOf } from "./tensors.ts";

export type NumericArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray;

export type NestedArray = readonly (number | boolean | NumericArray | tf.Tensor | NestedArray)[];

/** Whatever stands for a tensor of numbers. */
export type Numeric = number | boolean | NestedArray | NumericArray | tf.Tensor;

const MAX_INT32 = 2 ** 31 - 1;

function isNumericArray(value: unknown): value is NumericArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView) && !isBigIntArray(value);
}

function isBigIntArray(value: ArrayBufferView): boolean {
  return value instanceof BigInt64Array || value instanceof BigUint64Array;
}

function dtypeOfArray(values: NumericArray): DType {
  return values instanceof Float64Array || values instanceof Float32Array ? "float64" : "int32";
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === "object"
    ? `a ${value.constructor?.name ?? "object"}`
    : `the ${typeof value} ${String(value)}`;
}

function checkIntegers(values: Float64Array): void {
  const wrong = values.find((x) => !Number.isInteger(x) || Math.abs(x) > MAX_INT32 + 1);
  if (wrong !== undefined) {
    throw new UsageError(
      `asTensor: ${wrong} is not a 32-bit integer, but dtype "int32" was asked for. Use "float32".`,
    );
  }
}

/** A constant of `dtype` over values that may still be of another type. Copies. */
export function constantOf(values: ArrayLike<number>, shape: Shape, dtype: DType): Node {
  const copy = new Float64Array(values);
  if (dtype === "int32") checkIntegers(copy);
  return constant(dtype === "bool" ? copy.map((x) => Number(x !== 0)) : copy, shape, dtype);
}

/** The common shape of the parts of an array, with the array's own length in front. */
function joinShapes(shapes: readonly Shape[]): number[] {
  const [first = []] = shapes;
  const odd = shapes.find((shape) => !sameShape(shape, first));
  if (odd) {
    throw new UsageError(
      `asTensor: an array has elements of different shapes, ${showShape(first)} and ${showShape(odd)}. ` +
        "Make every row of one length.",
    );
  }
  return [shapes.length, ...first];
}

/** Flattens an array of numbers into `out` and gives its shape; undefined when it holds a tensor. */
function flatten(value: unknown, out: number[], kinds: Set<DType>): number[] | undefined {
  if (typeof value === "number" || typeof value === "boolean") {
    kinds.add(typeof value === "number" ? "float64" : "bool");
    out.push(Number(value));
    return [];
  }
  if (isNumericArray(value)) {
    kinds.add(dtypeOfArray(value));
    for (const x of value) out.push(x);
    return [value.length];
  }
  if (value instanceof tf.Tensor) return undefined;
  if (!Array.isArray(value)) throw notNumeric(value);
  const shapes = value.map((part) => flatten(part, out, kinds));
  return shapes.includes(undefined) ? undefined : joinShapes(shapes as number[][]);
}

function notNumeric(value: unknown): UsageError {
  return new UsageError(
    `asTensor: expected a number, a boolean, a tensor, or a nested or typed array of numbers, but got ${describe(value)}.`,
  );
}

/** An array that holds tensors is stacked along a new first axis. */
function stack(parts: NestedArray): Node {
  const nodes = parts.map((part) => toNode(part));
  joinShapes(nodes.map((node) => node.shape));
  return concat(
    nodes.map((node) => reshape(node, [1, ...node.shape])),
    0,
  );
}

/**
 * The node of a value. Without `dtype`: numbers are float64, booleans bool, integer typed arrays int32.
 * @throws UsageError for anything that is not numeric, for ragged arrays, and for non-integers as "int32".
 */
export function toNode(value: Numeric, dtype?: DType): Node {
  if (value instanceof tf.Tensor) {
    const node = nodeOf(value);
    return dtype ? cast(node, dtype) : node;
  }
  if (isNumericArray(value)) return constantOf(value, [value.length], dtype ?? dtypeOfArray(value));
  const numbers: number[] = [];
  const kinds = new Set<DType>();
  const shape = flatten(value, numbers, kinds);
  if (!shape) {
    const stacked = stack(value as NestedArray);
    return dtype ? cast(stacked, dtype) : stacked;
  }
  const [kind = "float64"] = kinds;
  return constantOf(numbers, shape, dtype ?? (kinds.size > 1 ? "float64" : kind));
}

/**
 * A tensor of Nutmeg's backend. Numbers and arrays keep their float64 values (tfjs alone would round them to float32);
 * a tensor passes through, moved from another backend if need be. An array that holds tensors is stacked.
 * @param dtype "float32" (held in float64), "int32" or "bool"; inferred when absent.
 * @throws UsageError for what is not numeric, for ragged arrays, and for non-integers as "int32".
 */
export function asTensor(value: Numeric, dtype?: TensorDType): tf.Tensor {
  if (value instanceof tf.Tensor && (dtype === undefined || value.dtype === dtype)) {
    nodeOf(value);
    return value;
  }
  return tensorOf(toNode(value, dtype && nodeDType(dtype, "asTensor")));
}
