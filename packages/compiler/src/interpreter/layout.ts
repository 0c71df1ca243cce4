// Walks over row-major arrays: strided copies and lines along axes. Meaning only, no speed.
import type { Shape } from "../program/node.ts";
import { dropAxes, sizeOf, stridesOf } from "../program/shape.ts";

/** The element offsets of a strided view, in row-major order of `shape`. */
export function offsets(shape: Shape, strides: readonly number[], start = 0): Int32Array {
  const result = new Int32Array(sizeOf(shape));
  result[0] = start;
  let filled = result.length === 0 ? 0 : 1;
  // Grow from the last axis: a block repeated at each step of the next axis out.
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const block = filled;
    for (let i = 1; i < shape[axis]!; i++) {
      for (let j = 0; j < block; j++) result[filled++] = result[j]! + i * strides[axis]!;
    }
  }
  return result;
}

/** Reads a strided view into a new array. */
export function readView(x: Float64Array, shape: Shape, strides: readonly number[], start = 0): Float64Array {
  const result = new Float64Array(sizeOf(shape));
  const from = offsets(shape, strides, start);
  for (let i = 0; i < result.length; i++) result[i] = x[from[i]!]!;
  return result;
}

/** Strides that repeat a tensor of shape `from` over shape `to`. */
export function broadcastStrides(from: Shape, to: Shape): number[] {
  const own = stridesOf(from);
  const lead = to.length - from.length;
  return to.map((extent, axis) =>
    axis < lead || (from[axis - lead] === 1 && extent !== 1) ? 0 : own[axis - lead]!,
  );
}

/** Calls `visit` with each line of x along the given axes (gathered in row-major order) and the line's number. */
export function forEachLine(
  x: Float64Array,
  shape: Shape,
  axes: readonly number[],
  visit: (line: Float64Array, index: number) => void,
): void {
  const strides = stridesOf(shape);
  const along = axes.map((axis) => shape[axis]!);
  const inner = offsets(
    along,
    axes.map((axis) => strides[axis]!),
  );
  const outer = offsets(
    dropAxes(shape, axes),
    strides.filter((_, axis) => !axes.includes(axis)),
  );
  const line = new Float64Array(inner.length);
  outer.forEach((start, index) => {
    for (let i = 0; i < line.length; i++) line[i] = x[start + inner[i]!]!;
    visit(line, index);
  });
}
