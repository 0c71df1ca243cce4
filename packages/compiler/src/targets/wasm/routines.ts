// Algorithms over whole matrices and lines in memory, in plain scalar code: Cholesky factors, triangular solves, running
// sums, linear recurrences, positions of extremes. The textbook loops of the interpreter, in the same order.
import { InternalError } from "../../errors.ts";
import { isOp, type Node } from "../../program/node.ts";
import { dropAxes } from "../../program/shape.ts";
import type { Emitter, Local } from "./assembler/index.ts";
import { longestAxisFirst, type Place } from "./memoryPlan.ts";
import { emitQrFactor, qrWorkspace } from "./qrFactor.ts";
import type { Values } from "./values.ts";

/** A matrix or line in memory whose first element is found; the strides are in bytes. */
interface View {
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

function read(e: Emitter, view: View, ...indices: Local[]): Local {
  return e.load("f64.load", addressIn(e, view, indices), view.offset);
}

function write(e: Emitter, view: View, value: Local, ...indices: Local[]): void {
  e.store("f64.store", addressIn(e, view, indices), view.offset, value);
}

/** Loops over the leading axes of nodes of equal leading shape, and hands over a view of the rest of each. */
function forEachBatch(
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

/** start + sum of terms(k) for k from 0 to `to`, in a register. */
function accumulate(e: Emitter, start: Local, to: Local, term: (e: Emitter, k: Local) => Local): Local {
  const total = e.fn.local("f64");
  e.copy(total, start);
  e.loop({ from: 0, to, step: 1 }, (inner, k) => inner.opTo(total, "f64.sub", total, term(inner, k)));
  return total;
}

function choleskyOf(e: Emitter, n: number, a: View, l: View): void {
  e.loop({ from: 0, to: n, step: 1 }, (row, i) => {
    row.loop({ from: 0, to: i, step: 1 }, (cell, j) => {
      const rest = accumulate(cell, read(cell, a, i, j), j, (e2, k) =>
        e2.op("f64.mul", read(e2, l, i, k), read(e2, l, j, k)),
      );
      write(cell, l, cell.op("f64.div", rest, read(cell, l, j, j)), i, j);
    });
    const rest = accumulate(row, read(row, a, i, i), i, (e2, k) =>
      e2.op("f64.mul", read(e2, l, i, k), read(e2, l, i, k)),
    );
    const positive = row.op("f64.gt", rest, row.constF64(0));
    write(row, l, row.op("f64.sqrt", row.op("f64.select", rest, row.constF64(Number.NaN), positive)), i, i);
    const next = row.op("i32.add", i, row.constI32(1));
    row.if(row.op("i32.lt_s", next, row.constI32(n)), (above) => {
      const column = above.fn.local("i32");
      above.copy(column, next);
      above.while(
        (test) => test.op("i32.lt_s", column, test.constI32(n)),
        (inner) => {
          write(inner, l, inner.constF64(0), i, column);
          inner.opTo(column, "i32.add", column, inner.constI32(1));
        },
      );
    });
  });
}

function solveOf(
  e: Emitter,
  n: number,
  m: number,
  transpose: boolean,
  views: readonly [View, View, View],
): void {
  const [l, b, x] = views;
  const last = e.constI32(n - 1);
  e.loop({ from: 0, to: n, step: 1 }, (row, step) => {
    const place = (inner: Emitter, k: Local) => (transpose ? inner.op("i32.sub", last, k) : k);
    const i = place(row, step);
    row.loop({ from: 0, to: m, step: 1 }, (cell, c) => {
      const rest = accumulate(cell, read(cell, b, i, c), step, (inner, done) => {
        const j = place(inner, done);
        const coefficient = transpose ? read(inner, l, j, i) : read(inner, l, i, j);
        return inner.op("f64.mul", coefficient, read(inner, x, j, c));
      });
      write(cell, x, cell.op("f64.div", rest, read(cell, l, i, i)), i, c);
    });
  });
}

function cumsumOf(
  e: Emitter,
  n: number,
  exclusive: boolean,
  reverse: boolean,
  views: readonly [View, View],
): void {
  const [x, y] = views;
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
function recurrenceOf(e: Emitter, n: number, reverse: boolean, views: readonly [View, View, View]): void {
  const [factors, terms, y] = views;
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

function extremeOf(e: Emitter, n: number, better: "f64.gt" | "f64.lt", views: readonly [View, View]): void {
  const [x, y] = views;
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

function emitMatrices(values: Values, e: Emitter, node: Node, place: Place): void {
  const batch = node.shape.slice(0, -2).map((_, axis) => axis);
  const places = [...node.inputs.map((input) => values.spill(input)), place];
  forEachBatch(e, node.shape, places, batch, (inner, views) => {
    const [n, m] = node.shape.slice(-2) as [number, number];
    if (isOp(node, "cholesky")) choleskyOf(inner, n, views[0] as View, views[1] as View);
    else if (isOp(node, "triangularSolve"))
      solveOf(inner, n, m, node.attributes.transpose, views as [View, View, View]);
  });
}

function emitLines(values: Values, e: Emitter, node: Node, place: Place): void {
  const input = node.inputs[0] as Node;
  const { axis } = node.attributes as { axis: number };
  const n = input.shape[axis] as number;
  const batch = input.shape.map((_, i) => i).filter((i) => i !== axis);
  // The result of a position lacks the axis: give it one with no extent, so that both have the same axes.
  const lacking = dropAxes(input.shape, [axis]).length === node.shape.length;
  const strides = lacking
    ? [...place.strides.slice(0, axis), 0, ...place.strides.slice(axis)]
    : place.strides;
  const places = [...node.inputs.map((one) => values.spill(one)), { offset: place.offset, strides }];
  forEachBatch(e, input.shape, places, batch, (inner, views) => {
    const pair = views as [View, View];
    if (isOp(node, "recurrence"))
      recurrenceOf(inner, n, node.attributes.reverse, views as [View, View, View]);
    else if (isOp(node, "cumsum"))
      cumsumOf(inner, n, node.attributes.exclusive, node.attributes.reverse, pair);
    else extremeOf(inner, n, isOp(node, "argMax") ? "f64.gt" : "f64.lt", pair);
  });
}

/** Emits a routine into the innermost open region. */
export function emitRoutine(values: Values, node: Node): void {
  const e = values.nest.innermost.emitter;
  const place = values.memory.allocate(node, longestAxisFirst(node.shape));
  for (const input of node.inputs) {
    if (!values.memory.placeOf(input) && !values.isStored(input)) {
      throw new InternalError(`An operand of "${node.op}" is not in memory.`);
    }
  }
  if (isOp(node, "cholesky") || isOp(node, "triangularSolve")) emitMatrices(values, e, node, place);
  else if (isOp(node, "qrFactor")) {
    const matrix = node.inputs[0] as Node;
    const shape = matrix.shape as readonly [number, number];
    emitQrFactor(e, shape, values.spill(matrix), place.offset, values.memory.reserve(qrWorkspace(shape[1])));
  } else emitLines(values, e, node, place);
}
