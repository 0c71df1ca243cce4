// Kernels that rearrange elements and compute none: reshape, transpose, slices, joins, repeats, padding.
import * as tf from "@tensorflow/tfjs-core";
import { broadcast, concat, pad, reshape, slice, transpose } from "../../program/build.ts";
import type { Node } from "../../program/node.ts";
import { normalizeAxes, sizeOf } from "../../program/shape.ts";
import { type KernelTable, rule } from "../kernelRule.ts";

/** `axis` counted from the front in a shape of rank `rank`. */
function fromFront(axis: number, rank: number, where: string): number {
  return normalizeAxes(axis, rank, where)[0] as number;
}

function expandDims(x: Node, dim: number): Node {
  const axis = fromFront(dim, x.shape.length + 1, "expandDims");
  return reshape(x, [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis)]);
}

/** Elements [start, start + length) of one axis. */
function sliceAxis(x: Node, axis: number, start: number, length: number): Node {
  return slice(
    x,
    x.shape.map((_, a) => (a === axis ? start : 0)),
    x.shape.with(axis, length),
  );
}

function reverse(x: Node, axes: readonly number[]): Node {
  const backwards = (axis: number): boolean => axes.includes(axis) && (x.shape[axis] as number) > 1;
  const begin = x.shape.map((extent, axis) => (backwards(axis) ? extent - 1 : 0));
  const stride = x.shape.map((_, axis) => (backwards(axis) ? -1 : 1));
  return slice(x, begin, x.shape, stride);
}

/** Repeats by broadcasting a new axis in front of each repeated one; a repeated axis of size 1 needs none. */
function tile(x: Node, reps: readonly number[]): Node {
  const split = x.shape.flatMap((extent, axis) =>
    extent === 1 || reps[axis] === 1 ? [extent] : [1, extent],
  );
  const repeated = x.shape.flatMap((extent, axis) => {
    const times = reps[axis] as number;
    if (times === 1) return [extent];
    return extent === 1 ? [times] : [times, extent];
  });
  return reshape(
    broadcast(reshape(x, split), repeated),
    x.shape.map((extent, axis) => extent * (reps[axis] as number)),
  );
}

function stridedSlice(x: Node, attributes: tf.StridedSliceAttrs): Node {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attributes;
  const info = tf.slice_util.sliceInfo(
    [...x.shape], begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask,
  ); // biome-ignore format: a list
  if (info.isIdentity) return reshape(x, info.finalShape);
  const size = tf.slice_util
    .computeOutShape(info.begin, info.end, info.strides)
    .map((extent) => Math.max(0, extent));
  const empty = sizeOf(size) === 0;
  return reshape(
    slice(x, empty ? size.map(() => 0) : info.begin, size, empty ? undefined : info.strides),
    info.finalShape,
  );
}

/** One axis extended on both sides by its own elements in reverse; `reflect` leaves out the edge itself. */
function mirrorAxis(x: Node, axis: number, before: number, after: number, edge: number): Node {
  const extent = x.shape[axis] as number;
  const part = (from: number, length: number): Node[] =>
    length === 0 ? [] : [reverse(sliceAxis(x, axis, from, length), [axis])];
  return concat([...part(edge, before), x, ...part(extent - edge - after, after)], axis);
}

export const shapeOps = {
  Reshape: rule<tf.ReshapeInputs, tf.ReshapeAttrs>(({ x }, { shape }) =>
    reshape(x, tf.util.inferFromImplicitShape(shape, sizeOf(x.shape))),
  ),
  ExpandDims: rule<tf.ExpandDimsInputs, tf.ExpandDimsAttrs>(({ input }, { dim }) => expandDims(input, dim)),
  Transpose: rule<tf.TransposeInputs, tf.TransposeAttrs>(({ x }, { perm }) => transpose(x, [...perm])),
  Slice: rule<tf.SliceInputs, tf.SliceAttrs>(({ x }, { begin, size }) => {
    const info = { shape: [...x.shape] } as tf.TensorInfo;
    const [first, extents] = tf.slice_util.parseSliceParams(info, begin, size) as [number[], number[]];
    tf.slice_util.assertParamsValid(info, first, extents);
    return slice(x, sizeOf(extents) === 0 ? extents.map(() => 0) : first, extents);
  }),
  StridedSlice: rule<tf.StridedSliceInputs, tf.StridedSliceAttrs>(({ x }, attributes) =>
    stridedSlice(x, attributes),
  ),
  Reverse: rule<tf.ReverseInputs, tf.ReverseAttrs>(({ x }, { dims }) =>
    reverse(x, normalizeAxes(dims ?? undefined, x.shape.length, "reverse")),
  ),
  Concat: rule<tf.ConcatInputs, tf.ConcatAttrs>((parts, { axis }) =>
    concat(parts, fromFront(axis, parts[0]?.shape.length ?? 0, "concat")),
  ),
  Pack: rule<tf.PackInputs, tf.PackAttrs>((parts, { axis }) => {
    const at = fromFront(axis, (parts[0]?.shape.length ?? 0) + 1, "stack");
    return concat(
      parts.map((part) => expandDims(part, at)),
      at,
    );
  }),
  Unpack: rule<tf.UnpackInputs, tf.UnpackAttrs>(({ value }, { axis }) => {
    const at = fromFront(axis, value.shape.length, "unstack");
    const count = value.shape[at] as number;
    const shape = value.shape.toSpliced(at, 1);
    return Array.from({ length: count }, (_, i) => reshape(sliceAxis(value, at, i, 1), shape));
  }),
  SplitV: rule<tf.SplitVInputs, tf.SplitVAttrs>(({ x }, { numOrSizeSplits, axis }) => {
    const at = fromFront(axis, x.shape.length, "split");
    const sizes = tf.backend_util.prepareSplitSize({ shape: [...x.shape] } as tf.Tensor, numOrSizeSplits, at);
    let start = 0;
    return sizes.map((length) => {
      start += length;
      return sliceAxis(x, at, start - length, length);
    });
  }),
  Tile: rule<tf.TileInputs, tf.TileAttrs>(({ x }, { reps }) => tile(x, reps)),
  BroadcastTo: rule<tf.BroadcastToInputs, tf.BroadCastToAttrs>(({ x }, { shape }) => broadcast(x, shape)),
  PadV2: rule<tf.PadV2Inputs, tf.PadV2Attrs>(({ x }, { paddings, constantValue }) => {
    const shape = x.shape.map((extent, axis) => extent + paddings[axis]![0] + paddings[axis]![1]);
    return pad(
      x,
      paddings.map(([before]) => before),
      shape,
      constantValue,
    );
  }),
  MirrorPad: rule<tf.MirrorPadInputs, tf.MirrorPadAttrs>(({ x }, { paddings, mode }) =>
    paddings.reduce(
      (padded, [before, after], axis) => mirrorAxis(padded, axis, before, after, mode === "reflect" ? 1 : 0),
      x,
    ),
  ),
} satisfies KernelTable;
