// Arithmetic on shapes: sizes, strides, broadcasting. No nodes here.
import { UsageError } from "../errors.ts";
import type { Shape } from "./node.ts";

export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const extent of shape) size *= extent;
  return size;
}

/** Row-major strides, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis] as number;
  }
  return strides;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

export function showShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/**
 * The shape that NumPy's rule gives for operands of these shapes.
 * @throws UsageError when two extents differ and neither is 1.
 */
export function broadcastShapes(shapes: readonly Shape[], where = "broadcast"): number[] {
  let rank = 0;
  for (const shape of shapes) rank = Math.max(rank, shape.length);
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    for (let index = 0; index < shape.length; index++) {
      const extent = shape[index] as number;
      const axis = rank - shape.length + index;
      if (extent === 1) continue;
      if (result[axis] !== 1 && result[axis] !== extent) {
        throw new UsageError(
          `${where}: shapes ${shapes.map(showShape).join(" and ")} do not broadcast together: ` +
            `axis ${axis - rank} has sizes ${result[axis]} and ${extent}. Make them equal, or one of them 1.`,
        );
      }
      result[axis] = extent;
    }
  }
  return result;
}

/** Which axes of `to` are repeated when `from` is broadcast to it. */
export function broadcastAxes(from: Shape, to: Shape): number[] {
  const lead = to.length - from.length;
  return to.flatMap((extent, axis) =>
    axis < lead || (from[axis - lead] === 1 && extent !== 1) ? [axis] : [],
  );
}

/** The shape without some axes. */
export function dropAxes(shape: Shape, axes: readonly number[]): number[] {
  return shape.filter((_, axis) => !axes.includes(axis));
}

/** The shape with some axes set to 1. */
export function keepAxes(shape: Shape, axes: readonly number[]): number[] {
  return shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
}

/**
 * Axes counted from the front, sorted and distinct; undefined means all.
 * @throws UsageError for an axis out of range.
 */
export function normalizeAxes(
  axes: number | readonly number[] | undefined,
  rank: number,
  where: string,
): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  const list = (typeof axes === "number" ? [axes] : axes).map((axis) => {
    const positive = axis < 0 ? axis + rank : axis;
    if (!Number.isInteger(axis) || positive < 0 || positive >= rank) {
      throw new UsageError(`${where}: axis ${axis} does not exist in a tensor of rank ${rank}.`);
    }
    return positive;
  });
  return [...new Set(list)].sort((a, b) => a - b);
}

/** The last of the longest axes; 0 for scalars. */
export function longestAxis(shape: Shape): number {
  return shape.reduce((best, extent, axis) => (extent >= (shape[best] as number) ? axis : best), 0);
}
