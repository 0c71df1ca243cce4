// Kernels that sort, search, count and find distinct elements. All but the distinct ones work on any captured tensor.
import type * as tf from "@tensorflow/tfjs-core";
import { UnsupportedError } from "../../errors.ts";
import {
  binary, cast, compare, constant, fill, gather, iota, logic, reduce, reshape, scalar, scatterAdd, select, slice,
} from "../../program/build.ts"; // biome-ignore format: a list
import type { Node } from "../../program/node.ts";
import { normalizeAxes, sizeOf, stridesOf } from "../../program/shape.ts";
import { type KernelTable, rule } from "../kernelRule.ts";
import { knownValues } from "../knownValues.ts";

/** Ranks are counted by comparing every element with every other one of its row. */
const MOST_COMPARISONS = 2 ** 22;

const add = (a: Node, b: Node): Node => binary("add", a, b);
const whole = (x: number): Node => scalar(x, "int32");

/** Where each row of `width` elements starts in the flattened tensor, as a column. */
function rowStarts(rows: number, width: number): Node {
  return reshape(binary("mul", iota(rows), whole(width)), [rows, 1]);
}

/** How many elements of its row come before each one when the largest, and of equals the leftmost, comes first. */
function ranks(x: Node): Node {
  const [rows, n] = x.shape as [number, number];
  if (rows * n * n > MOST_COMPARISONS) {
    throw new UnsupportedError(
      `topk: rows of ${n} elements are too long to be sorted inside a model. Sort the data before the run.`,
    );
  }
  const [own, other] = [reshape(x, [rows, n, 1]), reshape(x, [rows, 1, n])];
  const left = compare("less", iota(n), reshape(iota(n), [n, 1]));
  const ahead = logic("or", compare("greater", other, own), logic("and", compare("equal", other, own), left));
  return reduce("sum", cast(ahead, "int32"), [2]);
}

/** The k largest elements along the last axis in descending order, and where they are. Differentiable in the values. */
function topK(x: Node, k: number): [Node, Node] {
  const n = x.shape.at(-1) as number;
  const outer = x.shape.slice(0, -1);
  const rows = sizeOf(outer);
  const starts = rowStarts(rows, n);
  // Each position goes to the place that is its rank: the inverse of a permutation.
  const places = reshape(add(ranks(reshape(x, [rows, n])), starts), [rows * n]);
  const positions = reshape(add(fill(0, [rows, n], "int32"), iota(n)), [rows * n]);
  const order = reshape(scatterAdd(positions, places, 0, [rows * n]), [rows, n]);
  const indices = slice(order, [0, 0], [rows, k]);
  const values = gather(reshape(x, [rows * n]), add(indices, starts), 0);
  return [reshape(values, [...outer, k]), reshape(indices, [...outer, k])];
}

/** How many elements of a sorted row are less than (or, from the right, at most) each value: bisection, written out. */
function searchSorted(sorted: Node, values: Node, side: "left" | "right"): Node {
  const [rows, n] = sorted.shape as [number, number];
  const flat = reshape(sorted, [rows * n]);
  let count = fill(0, values.shape, "int32");
  let largest = 1;
  while (2 * largest <= n) largest *= 2;
  for (let step = largest; step >= 1 && n > 0; step /= 2) {
    const next = add(count, whole(step));
    const at = add(binary("minimum", add(next, whole(-1)), whole(n - 1)), rowStarts(rows, n));
    const before = compare(side === "left" ? "less" : "lessEqual", gather(flat, at, 0), values);
    count = select(logic("and", compare("lessEqual", next, whole(n)), before), next, count);
  }
  return count;
}

/** How often, or with what total weight, each of 0, ..., size - 1 occurs in each row; other numbers are left out. */
function countBins(x: Node, weights: Node, size: number, binary01: boolean): Node {
  const outer = x.shape.slice(0, -1);
  const rows = sizeOf(outer);
  const n = x.shape.at(-1) as number;
  const inside = logic("and", compare("lessEqual", whole(0), x), compare("less", x, whole(size)));
  const place = add(reshape(x, [rows, n]), rowStarts(rows, size));
  const at = reshape(select(reshape(inside, [rows, n]), place, whole(-1)), [rows * n]);
  const weighted = !binary01 && sizeOf(weights.shape) > 0;
  const updates = weighted ? reshape(weights, [rows * n]) : fill(1, [rows * n], "int32");
  const counts = reshape(scatterAdd(updates, at, 0, [rows * size]), [...outer, size]);
  return cast(binary01 ? cast(counts, "bool") : counts, weights.dtype);
}

/** The distinct slices along an axis, in the order in which they first occur, and for each slice which one it is. */
function unique(x: Node, axis: number): [Node, Node] {
  const values = knownValues(x, "unique");
  const strides = stridesOf(x.shape);
  const extent = x.shape[axis] as number;
  const keys = Array.from({ length: extent }, (): number[] => []);
  values.forEach((value, i) => {
    keys[Math.floor(i / (strides[axis] as number)) % extent]?.push(value);
  });
  const seen = new Map<string, number>();
  const firsts: number[] = [];
  const which = keys.map((key, i) => {
    const text = key.join();
    if (!seen.has(text)) seen.set(text, firsts.push(i) - 1);
    return seen.get(text) as number;
  });
  const index = (list: readonly number[]): Node => constant(Float64Array.from(list), [list.length], "int32");
  return [gather(x, index(firsts), axis), index(which)];
}

export const ordering = {
  TopK: rule<tf.TopKInputs, tf.TopKAttrs>(({ x }, { k }) => topK(x, k)),
  SearchSorted: rule<tf.SearchSortedInputs, tf.SearchSortedAttrs>(({ sortedSequence, values }, { side }) =>
    searchSorted(sortedSequence, values, side),
  ),
  Bincount: rule<tf.BincountInputs, tf.BincountAttrs>(({ x, weights }, { size }) =>
    countBins(reshape(x, [sizeOf(x.shape)]), weights, size, false),
  ),
  DenseBincount: rule<tf.DenseBincountInputs, tf.DenseBincountAttrs>(
    ({ x, weights }, { size, binaryOutput }) =>
      countBins(x.shape.length === 0 ? reshape(x, [1]) : x, weights, size, binaryOutput ?? false),
  ),
  Unique: rule<tf.UniqueInputs, tf.UniqueAttrs>(({ x }, { axis }) =>
    unique(x, normalizeAxes(axis, x.shape.length, "unique")[0] as number),
  ),
} satisfies KernelTable;
