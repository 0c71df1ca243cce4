// The blocked Cholesky factorization of a panel, in place: columns from left to right, four at a time. Each block first takes
// away the products of what lies left of it (a left-looking factorization: Golub and Van Loan, 4.2.9), so that every
// element is written once.
import type { Emitter, FunctionRef, Local, WasmModule } from "../assembler/index.ts";
import { elimination } from "./elimination.ts";
import { endOfStep, forRange } from "./loops.ts";
import { BLOCK, dots, laneSum, rowAt } from "./microKernel.ts";
import { sharedFunction } from "./sharedFunction.ts";
import { SUPERBLOCK, sweep } from "./sweep.ts";

/** The square root of a pivot; NaN unless it is positive. */
function pivotRoot(e: Emitter, pivot: Local): Local {
  const positive = e.op("f64.gt", pivot, e.constF64(0));
  return e.op("f64.sqrt", e.op("f64.select", pivot, e.constF64(Number.NaN), positive));
}

/** Factors the block on the diagonal: `row` is the start of its first row, `column` the bytes to its first column. */
function factorDiagonal(e: Emitter, row: Local, column: Local, stride: number): void {
  const sums = [0, 2].map((first) => {
    const start = e.op("i32.add", row, e.constI32(first * stride));
    return dots(e, { start: row, stride }, { start, stride }, column, 2);
  });
  const block = e.op("i32.add", row, column);
  const factor: Local[][] = [];
  for (let i = 0; i < BLOCK; i++) {
    factor.push([]);
    for (let j = 0; j <= i; j++) {
      const sum = laneSum(e, sums[j >> 1]?.[i]?.[j % 2] as Local);
      let rest = e.op("f64.sub", e.load("f64.load", block, i * stride + 8 * j), sum);
      for (let k = 0; k < j; k++)
        rest = e.op("f64.sub", rest, e.op("f64.mul", factor[i]?.[k] as Local, factor[j]?.[k] as Local));
      const value = i === j ? pivotRoot(e, rest) : e.op("f64.div", rest, factor[j]?.[j] as Local);
      factor[i]?.push(value);
      e.store("f64.store", block, i * stride + 8 * j, value);
    }
  }
}

/** The function (start, bytes): factors the panel at `start`, whose rows and columns both measure `bytes`, in place. */
export function factorization(module: WasmModule, stride: number): FunctionRef {
  return sharedFunction(module, `cholesky ${stride}`, 2, (e, start, bytes) => {
    const step = elimination(module, stride, "forward");
    const below = sweep(module, stride, "forward");
    const zero = e.constI32(0);
    const panel = { start, stride };
    const end = rowAt(e, panel, bytes);
    forRange(e, zero, bytes, SUPERBLOCK, (outer, first) => {
      const last = endOfStep(outer, first, SUPERBLOCK, bytes);
      const lastRow = rowAt(outer, panel, last);
      forRange(outer, first, last, 8 * BLOCK, (inner, column) => {
        const row = rowAt(inner, panel, column);
        factorDiagonal(inner, row, column, stride);
        const next = inner.op("i32.add", row, inner.constI32(BLOCK * stride));
        inner.call(step, next, lastRow, start, column, zero, column, zero);
      });
      outer.call(below, lastRow, end, start, first, last, zero);
    });
  });
}
