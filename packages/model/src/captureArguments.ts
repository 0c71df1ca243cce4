// Turns a model's argument into what the model computes with: arrays become rebindable data tensors named by their
// path, everything else passes unchanged. NaN is allowed here; `sample` checks what it observes.
import {
  asTensor,
  type DType,
  dataTensor,
  evaluateNode,
  isKnown,
  type Node,
  nodeOf,
  UsageError,
} from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { CapturedArguments, CapturedData, ModelArguments, NestedNumbers } from "./arguments.ts";
import { describe } from "./effects/show.ts";

/**
 * Replaces the arrays in a model's argument by data tensors named "data.<path>", which inference can rebind.
 *
 * Typed arrays of floats and nested number arrays become float64, typed arrays of integers int32, arrays of booleans
 * bool, each at its full precision. A tfjs tensor is read and becomes data too; one that is data already passes.
 * Numbers, strings, booleans, functions, null and instances of classes pass unchanged, and plain objects and other
 * arrays are walked.
 *
 * @throws UsageError naming the path of a ragged array, of numbers mixed with something else, of an integer beyond
 *   int32, of a tensor that depends on a parameter, and of an object that contains itself.
 */
export function captureArguments<A>(args: ModelArguments<A>): CapturedArguments<A> {
  const data = new Map<string, CapturedData>();
  return { args: walk(args, { path: "data", data, around: [] }) as A, data };
}

interface Place {
  readonly path: string;
  readonly data: Map<string, CapturedData>;
  /** The objects that this one is inside. */
  readonly around: readonly object[];
}

function walk(value: unknown, place: Place): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof tf.Tensor) return fromTensor(value, place);
  if (ArrayBuffer.isView(value)) return fromTypedArray(value, place);
  if (place.around.includes(value)) {
    throw new UsageError(
      `The model's argument contains itself at ${place.path}. Pass a tree of plain objects and arrays.`,
    );
  }
  const at = (key: string | number): Place => ({
    ...place,
    path: `${place.path}.${key}`,
    around: [...place.around, value],
  });
  if (Array.isArray(value)) {
    return isNumeric(value)
      ? fromNested(value as NestedNumbers, place)
      : value.map((item, index) => walk(item, at(index)));
  }
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, at(key))]));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Whether an array holds numbers or booleans, at some depth; what it holds beside them is checked later. */
function isNumeric(value: readonly unknown[]): boolean {
  return value.some(
    (item) =>
      typeof item === "number" || typeof item === "boolean" || (Array.isArray(item) && isNumeric(item)),
  );
}

function fromTensor(tensor: tf.Tensor, place: Place): tf.Tensor {
  const here = asTensor(tensor);
  const node = nodeOf(here);
  if (node.op === "data") {
    const { name, values } = (node as Node<"data">).attributes;
    place.data.set(name, { values, shape: node.shape, dtype: node.dtype });
    return here;
  }
  if (!isKnown(here)) {
    throw new UsageError(
      `The tensor at ${place.path} depends on a parameter of another model; pass its values instead.`,
    );
  }
  const values = node.op === "constant" ? (node as Node<"constant">).attributes.values : evaluateNode(node);
  return bind(place, values, here.shape, node.dtype);
}

function fromTypedArray(view: ArrayBufferView, place: Place): tf.Tensor {
  const floating = view instanceof Float64Array || view instanceof Float32Array;
  const whole =
    view instanceof Int32Array ||
    view instanceof Int16Array ||
    view instanceof Int8Array ||
    view instanceof Uint32Array ||
    view instanceof Uint16Array ||
    view instanceof Uint8Array ||
    view instanceof Uint8ClampedArray;
  if (!floating && !whole) {
    throw new UsageError(
      `The ${view.constructor.name} at ${place.path} is not an array of numbers. Convert it to a Float64Array or an Int32Array.`,
    );
  }
  // Much faster than Float64Array.from, which iterates.
  const values = view instanceof Float32Array ? view.slice() : new Float64Array(view);
  const large = whole ? values.find((x) => x > 2147483647) : undefined;
  if (large !== undefined) {
    throw new UsageError(
      `The integer ${large} at ${place.path} exceeds int32. Pass the array as a Float64Array.`,
    );
  }
  return bind(place, values, [values.length], whole ? "int32" : "float64");
}

function fromNested(nested: NestedNumbers, place: Place): tf.Tensor {
  const shape: number[] = [];
  for (let level: unknown = nested; Array.isArray(level); level = level[0]) shape.push(level.length);
  const flat: (number | boolean)[] = [];
  flatten(nested, shape, place.path, flat);
  const booleans = flat.filter((item) => typeof item === "boolean").length;
  if (booleans > 0 && booleans < flat.length) {
    throw new UsageError(`The array at ${place.path} mixes numbers and booleans. Use one of the two.`);
  }
  return bind(place, Float64Array.from(flat, Number), shape, booleans > 0 ? "bool" : "float64");
}

/** Appends the leaves of an array that must have the given shape. */
function flatten(value: unknown, shape: readonly number[], path: string, into: (number | boolean)[]): void {
  if (shape.length === 0) {
    if (typeof value === "number" || typeof value === "boolean") into.push(value);
    else
      throw new UsageError(
        `The array at ${path} should hold numbers only, but one element is ${describe(value)}.`,
      );
    return;
  }
  if (!Array.isArray(value) || value.length !== shape[0]) {
    throw new UsageError(
      `The nested array at ${path} is ragged: one row has ${shape[0]} elements and another is ${describe(value)}. ` +
        "Give all rows one length.",
    );
  }
  for (const item of value) flatten(item, shape.slice(1), path, into);
}

function bind(
  place: Place,
  values: CapturedData["values"],
  shape: readonly number[],
  dtype: DType,
): tf.Tensor {
  place.data.set(place.path, { values, shape, dtype });
  return dataTensor(place.path, values, [...shape], dtype === "float64" ? "float32" : dtype);
}
