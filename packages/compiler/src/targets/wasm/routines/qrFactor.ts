// The triangular factor of a tall matrix in memory: rows pass by in small blocks, each folded into R by Householder
// reflections, so that nothing as long as the matrix is stored. Runs when data are bound.
import type { Emitter, Local } from "../assembler/index.ts";
import type { MemoryPlan, Place } from "../memoryPlan.ts";
import { laneSum } from "./microKernel.ts";
import { scratchIn } from "./scratch.ts";

/** Rows in a block; a multiple of four. The block and R should stay in the first-level cache. */
const BLOCK = 32;
const COLUMN = 8 * BLOCK;

/** Where a factorization keeps its block of rows, column by column, and R, row by row. In bytes. */
interface Workspace {
  readonly block: number;
  readonly factor: number;
  /** Columns. */
  readonly m: number;
}

/** Copies rows from `start` on into the block, zeros beyond the last row. */
function loadBlock(e: Emitter, { block, m }: Workspace, start: Local, n: number, { offset, strides }: Place) {
  const [byRow, byColumn] = strides.map((stride) => 8 * stride) as [number, number];
  e.effect("memory.fill", e.constI32(block), e.constI32(0), e.constI32(m * COLUMN));
  const left = e.op("i32.sub", e.constI32(n), start);
  const full = e.op("i32.lt_s", left, e.constI32(BLOCK));
  const rows = e.op("i32.select", left, e.constI32(BLOCK), full);
  e.loop({ from: 0, to: m, step: 1 }, (column, j) => {
    const from = column.op(
      "i32.add",
      column.op("i32.mul", start, column.constI32(byRow)),
      column.op("i32.mul", j, column.constI32(byColumn)),
    );
    const to = column.op("i32.mul", j, column.constI32(COLUMN));
    column.loop({ from: 0, to: rows, step: 1 }, (row, i) => {
      const value = row.load(
        "f64.load",
        row.op("i32.add", from, row.op("i32.mul", i, row.constI32(byRow))),
        offset,
      );
      row.store("f64.store", row.op("i32.add", to, row.op("i32.mul", i, row.constI32(8))), block, value);
    });
  });
}

/** The scalar product of two columns of the block, given by the bytes at which they start. */
function columnDot(e: Emitter, block: number, a: Local, b: Local): Local {
  const totals = [0, 1].map(() => {
    const total = e.fn.local("v128");
    e.copy(total, e.constF64x2(0));
    return total;
  });
  e.loop({ from: 0, to: COLUMN, step: 32 }, (inner, at) => {
    const [left, right] = [inner.op("i32.add", a, at), inner.op("i32.add", b, at)];
    totals.forEach((total, half) => {
      const offset = block + 16 * half;
      const product = inner.op(
        "f64x2.mul",
        inner.load("v128.load", left, offset),
        inner.load("v128.load", right, offset),
      );
      inner.opTo(total, "f64x2.add", total, product);
    });
  });
  return laneSum(e, e.op("f64x2.add", totals[0] as Local, totals[1] as Local));
}

/** column b -= t * column a. */
function subtractColumn(e: Emitter, block: number, b: Local, t: Local, a: Local): void {
  const factor = e.op("f64x2.splat", t);
  e.loop({ from: 0, to: COLUMN, step: 16 }, (inner, at) => {
    const [left, right] = [inner.op("i32.add", b, at), inner.op("i32.add", a, at)];
    const product = inner.op("f64x2.mul", factor, inner.load("v128.load", right, block));
    inner.store(
      "v128.store",
      left,
      block,
      inner.op("f64x2.sub", inner.load("v128.load", left, block), product),
    );
  });
}

/**
 * Reflects [R_kk; column k] onto [norm; 0] and carries the later columns along. With a pivot that is never negative,
 * v = [-below / (pivot + norm); column k] loses no digits (Golub and Van Loan, Matrix Computations, 4th ed., 5.1.3).
 */
function reflect(e: Emitter, { block, factor, m }: Workspace, k: Local): void {
  const column = e.op("i32.mul", k, e.constI32(COLUMN));
  const row = e.op("i32.mul", k, e.constI32(8 * m));
  const diagonal = e.op("i32.add", row, e.op("i32.mul", k, e.constI32(8)));
  const below = columnDot(e, block, column, column);
  e.if(e.op("f64.ne", below, e.constF64(0)), (some) => {
    const pivot = some.load("f64.load", diagonal, factor);
    const norm = some.op("f64.sqrt", some.op("f64.add", some.op("f64.mul", pivot, pivot), below));
    const head = some.op("f64.neg", some.op("f64.div", below, some.op("f64.add", pivot, norm)));
    const length = some.op("f64.add", below, some.op("f64.mul", head, head));
    const tau = some.op("f64.div", some.constF64(2), length);
    some.store("f64.store", diagonal, factor, norm);
    const later = some.op("i32.sub", some.constI32(m - 1), k);
    some.loop({ from: 0, to: later, step: 1 }, (next, step) => {
      const ahead = next.op("i32.add", step, next.constI32(1));
      const other = next.op("i32.add", column, next.op("i32.mul", ahead, next.constI32(COLUMN)));
      const entry = next.op("i32.add", diagonal, next.op("i32.mul", ahead, next.constI32(8)));
      const above = next.load("f64.load", entry, factor);
      const dot = next.op("f64.add", next.op("f64.mul", head, above), columnDot(next, block, column, other));
      const t = next.op("f64.mul", tau, dot);
      next.store("f64.store", entry, factor, next.op("f64.sub", above, next.op("f64.mul", t, head)));
      subtractColumn(next, block, other, t, column);
    });
  });
}

/** Emits code that writes R, row-major, at `factor` for the n x m matrix that lies at `matrix`. */
export function emitQrFactor(
  e: Emitter,
  memory: MemoryPlan,
  [n, m]: readonly [number, number],
  matrix: Place,
  factor: number,
): void {
  const workspace = { block: scratchIn(memory)(m * BLOCK), factor, m };
  e.effect("memory.fill", e.constI32(factor), e.constI32(0), e.constI32(8 * m * m));
  e.loop({ from: 0, to: n, step: BLOCK }, (blocks, start) => {
    loadBlock(blocks, workspace, start, n, matrix);
    blocks.loop({ from: 0, to: m, step: 1 }, (columns, k) => reflect(columns, workspace, k));
  });
}
