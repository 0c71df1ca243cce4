// Matrices and lines in memory, seen through strides, and loops over batches of them. No arithmetic on elements.
import type { Emitter, Local } from "../assembler/index.ts";
import type { Place } from "../memoryPlan.ts";

/** A matrix or line in memory whose first element is found; the strides are in bytes. */
export interface View {
  readonly start: Local;
  readonly offset: number;
  readonly strides: readonly number[];
}

function addressIn(e: Emitter, view: View, indices: readonly Local[]): Local {
  return indices.reduce(
    (sum, index, axis) =>
      e.op("i32.add", sum, e.op("i32.mul", index, e.constI32(view.strides[axis] as number))),
    view.start,
  );
}

export function read(e: Emitter, view: View, ...indices: Local[]): Local {
  return e.load("f64.load", addressIn(e, view, indices), view.offset);
}

export function write(e: Emitter, view: View, value: Local, ...indices: Local[]): void {
  e.store("f64.store", addressIn(e, view, indices), view.offset, value);
}

/** The address of the first element. */
export function startOf(e: Emitter, { start, offset }: View): Local {
  return e.op("i32.add", start, e.constI32(offset));
}

/** Loops over some axes of places of equal rank, and hands over a view of the other axes of each. */
export function forEachBatch(
  e: Emitter,
  shape: readonly number[],
  places: readonly Place[],
  axesOf: readonly number[],
  body: (e: Emitter, views: readonly View[]) => void,
): void {
  const step = (inner: Emitter, axes: readonly number[], starts: readonly Local[]): void => {
    const [axis, ...rest] = axes;
    if (axis === undefined) {
      const kept = shape.map((_, i) => i).filter((i) => !axesOf.includes(i));
      const views = places.map(({ offset, strides }, i) => ({
        start: starts[i] as Local,
        offset,
        strides: kept.map((k) => 8 * (strides[k] as number)),
      }));
      body(inner, views);
      return;
    }
    inner.loop({ from: 0, to: shape[axis] as number, step: 1 }, (next, index) => {
      const moved = places.map(({ strides }, i) =>
        next.op(
          "i32.add",
          starts[i] as Local,
          next.op("i32.mul", index, next.constI32(8 * (strides[axis] as number))),
        ),
      );
      step(next, rest, moved);
    });
  };
  step(
    e,
    axesOf,
    places.map(() => e.constI32(0)),
  );
}
