// Algorithms along one line in memory, element by element: running sums, linear recurrences, positions of extremes.
import { isOp, type Node } from "../../../program/node.ts";
import { dropAxes } from "../../../program/shape.ts";
import type { Emitter } from "../assembler/index.ts";
import type { Place } from "../memoryPlan.ts";
import { forEachBatch, read, type View, write } from "./memoryView.ts";

function cumsum(
  e: Emitter,
  n: number,
  exclusive: boolean,
  reverse: boolean,
  [x, y]: readonly [View, View],
): void {
  const total = e.fn.local("f64");
  e.copy(total, e.constF64(0));
  e.loop({ from: 0, to: n, step: 1 }, (inner, step) => {
    const i = reverse ? inner.op("i32.sub", inner.constI32(n - 1), step) : step;
    const value = read(inner, x, i);
    if (exclusive) write(inner, y, total, i);
    inner.opTo(total, "f64.add", total, value);
    if (!exclusive) write(inner, y, total, i);
  });
}

/** The first element is its term; each further one goes on from the one before. */
function recurrence(
  e: Emitter,
  n: number,
  reverse: boolean,
  [factors, terms, y]: readonly [View, View, View],
): void {
  const last = e.fn.local("f64");
  const first = e.constI32(reverse ? n - 1 : 0);
  e.copy(last, read(e, terms, first));
  write(e, y, last, first);
  e.loop({ from: 1, to: n, step: 1 }, (inner, step) => {
    const i = reverse ? inner.op("i32.sub", inner.constI32(n - 1), step) : step;
    const carried = inner.op("f64.mul", read(inner, factors, i), last);
    inner.opTo(last, "f64.add", carried, read(inner, terms, i));
    write(inner, y, last, i);
  });
}

function extreme(e: Emitter, n: number, better: "f64.gt" | "f64.lt", [x, y]: readonly [View, View]): void {
  const best = e.fn.local("i32");
  const value = e.fn.local("f64");
  const zero = e.constI32(0);
  e.copy(best, zero);
  e.copy(value, read(e, x, zero));
  e.loop({ from: 1, to: n, step: 1 }, (inner, i) => {
    const candidate = read(inner, x, i);
    inner.if(inner.op(better, candidate, value), (then) => {
      then.copy(best, i);
      then.copy(value, candidate);
    });
  });
  write(e, y, e.op("f64.convert_i32_s", best));
}

/** Emits a routine that runs along one axis, for each line. */
export function emitLines(e: Emitter, node: Node, inputs: readonly Place[], result: Place): void {
  const { shape } = node.inputs[0] as Node;
  const { axis } = node.attributes as { axis: number };
  const n = shape[axis] as number;
  const batch = shape.map((_, i) => i).filter((i) => i !== axis);
  // The result of a position lacks the axis: give it one with no extent, so that both have the same axes.
  const lacking = dropAxes(shape, [axis]).length === node.shape.length;
  const strides = lacking ? result.strides.toSpliced(axis, 0, 0) : result.strides;
  forEachBatch(e, shape, [...inputs, { offset: result.offset, strides }], batch, (inner, views) => {
    const pair = views as [View, View];
    if (isOp(node, "recurrence")) recurrence(inner, n, node.attributes.reverse, views as [View, View, View]);
    else if (isOp(node, "cumsum")) cumsum(inner, n, node.attributes.exclusive, node.attributes.reverse, pair);
    else extreme(inner, n, isOp(node, "argMax") ? "f64.gt" : "f64.lt", pair);
  });
}
