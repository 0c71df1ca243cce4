// Kernels that read or write elements by integer indices, which may themselves be captured tensors.
import type * as tf from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";
import {
  binary, cast, compare, gather, iota, reshape, scalar, scatterAdd, select, slice, transpose,
} from "../../program/build.ts"; // biome-ignore format: a list
import type { Node, Shape } from "../../program/node.ts";
import { normalizeAxes, showShape, sizeOf, stridesOf } from "../../program/shape.ts";
import { nodeDType } from "../dtypes.ts";
import { type KernelTable, rule } from "../kernelRule.ts";

/** Row `b` of `indices` reads row `b` of `x`: the batch axes and the gathered one become one axis of x. */
function gatherBatched(x: Node, indices: Node, axis: number, batchDims: number): Node {
  const batch = x.shape.slice(0, batchDims);
  const between = x.shape.slice(batchDims, axis);
  const [extent = 0, ...rest] = x.shape.slice(axis);
  const rank = x.shape.length;
  const axes = Array.from({ length: rank }, (_, a) => a);
  const front = transpose(x, [
    ...axes.slice(0, batchDims),
    axis,
    ...axes.slice(batchDims, axis),
    ...axes.slice(axis + 1),
  ]);
  const rows = reshape(front, [sizeOf(batch) * extent, ...between, ...rest]);
  const own = indices.shape.slice(batchDims);
  const starts = binary("mul", iota(sizeOf(batch)), scalar(extent, "int32"));
  const flat = binary(
    "add",
    reshape(indices, [sizeOf(batch), sizeOf(own)]),
    reshape(starts, [sizeOf(batch), 1]),
  );
  const read = reshape(gather(rows, flat, 0), [...batch, ...own, ...between, ...rest]);
  // The gathered axes come first among the rest; move them behind those that lie between.
  const order = Array.from({ length: read.shape.length }, (_, a) => a);
  const [b, o] = [batchDims, own.length];
  return transpose(read, [
    ...order.slice(0, b), ...order.slice(b + o, b + o + between.length), ...order.slice(b, b + o), ...order.slice(b + o + between.length),
  ]); // biome-ignore format: a list
}

function gatherV2(x: Node, indices: Node, axis: number, batchDims: number): Node {
  const batch = batchDims < 0 ? batchDims + indices.shape.length : batchDims;
  return batch === 0 ? gather(x, indices, axis) : gatherBatched(x, indices, axis, batch);
}

/** Turns the last axis of `indices`, coordinates into the leading axes of `shape`, into positions in those axes flattened. */
export function flatPositions(indices: Node, shape: Shape): Node {
  const depth = indices.shape.at(-1) ?? 0;
  const strides = stridesOf(shape.slice(0, depth));
  const batch = indices.shape.slice(0, -1);
  const coordinates = strides.map((stride, d) => {
    const column = slice(indices, [...batch.map(() => 0), d], [...batch, 1]);
    return binary("mul", reshape(column, batch), scalar(stride, "int32"));
  });
  return coordinates.reduce((sum, term) => binary("add", sum, term), scalar(0, "int32"));
}

function gatherNd(params: Node, indices: Node): Node {
  const depth = indices.shape.at(-1) ?? 0;
  const kept = params.shape.slice(depth);
  if (depth > params.shape.length) {
    throw new UsageError(
      `gatherND: each index has ${depth} coordinates, but the tensor has shape ${showShape(params.shape)}.`,
    );
  }
  const rows = reshape(params, [sizeOf(params.shape.slice(0, depth)), ...kept]);
  return gather(rows, flatPositions(indices, params.shape), 0);
}

function scatterNd(updates: Node, indices: Node, shape: Shape): Node {
  const depth = indices.shape.at(-1) ?? 0;
  const rows = [sizeOf(shape.slice(0, depth)), ...shape.slice(depth)];
  return reshape(scatterAdd(updates, flatPositions(indices, shape), 0, rows), shape);
}

function oneHot(indices: Node, { depth, onValue, offValue, dtype }: tf.OneHotAttrs): Node {
  const hit = compare("equal", reshape(indices, [...indices.shape, 1]), iota(depth));
  const target = nodeDType(dtype, "oneHot");
  return cast(select(hit, scalar(onValue), scalar(offValue)), target);
}

export const indexing = {
  GatherV2: rule<tf.GatherV2Inputs, tf.GatherV2Attrs>(({ x, indices }, { axis, batchDims }) =>
    gatherV2(x, indices, normalizeAxes(axis, x.shape.length, "gather")[0] as number, batchDims),
  ),
  GatherNd: rule<tf.GatherNdInputs>(({ params, indices }) => gatherNd(params, indices)),
  ScatterNd: rule<tf.ScatterNdInputs, tf.ScatterNdAttrs>(({ indices, updates }, { shape }) =>
    scatterNd(updates, indices, shape),
  ),
  UnsortedSegmentSum: rule<tf.UnsortedSegmentSumInputs, tf.UnsortedSegmentSumAttrs>(
    ({ x, segmentIds }, { numSegments }) => scatterAdd(x, segmentIds, 0, [numSegments, ...x.shape.slice(1)]),
  ),
  OneHot: rule<tf.OneHotInputs, tf.OneHotAttrs>(({ indices }, attributes) => oneHot(indices, attributes)),
} satisfies KernelTable;
