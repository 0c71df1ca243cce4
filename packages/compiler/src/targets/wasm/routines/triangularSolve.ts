// Triangular solves with many right sides, which lie in the rows of a panel, and the inverse of a triangle: superblock after
// superblock of columns.
import type { FunctionRef, WasmModule } from "../assembler/index.ts";
import { endOfStep, forRange } from "./loops.ts";
import { BLOCK, rowAt } from "./microKernel.ts";
import { sharedFunction } from "./sharedFunction.ts";
import { SUPERBLOCK, sweep } from "./sweep.ts";

/** The function (x, xEnd, l, bytes): each row x becomes the solution of L x' = x, for L at `l` with rows of `bytes` bytes. */
export function solveForward(module: WasmModule, stride: number): FunctionRef {
  return sharedFunction(module, `solve forward ${stride}`, 4, (e, x, xEnd, l, bytes) => {
    const solve = sweep(module, stride, "forward");
    const zero = e.constI32(0);
    forRange(e, zero, bytes, SUPERBLOCK, (inner, first) =>
      inner.call(solve, x, xEnd, l, first, endOfStep(inner, first, SUPERBLOCK, bytes), zero),
    );
  });
}

/** The function (x, xEnd, u, bytes): each row x becomes the solution of U x' = x, for an upper triangle at `u`. */
export function solveBackward(module: WasmModule, stride: number): FunctionRef {
  return sharedFunction(module, `solve backward ${stride}`, 4, (e, x, xEnd, u, bytes) => {
    const solve = sweep(module, stride, "backward");
    forRange(e, e.constI32(0), bytes, SUPERBLOCK, (inner, done) => {
      const last = inner.op("i32.sub", bytes, done);
      const isFirst = inner.op("i32.lt_u", last, inner.constI32(SUPERBLOCK));
      const first = inner.op(
        "i32.select",
        inner.constI32(0),
        inner.op("i32.sub", last, inner.constI32(SUPERBLOCK)),
        isFirst,
      );
      inner.call(solve, x, xEnd, u, first, last, bytes);
    });
  });
}

/** The function (v, l, bytes): the identity at `v` becomes the inverse of L', an upper triangle whose zeros are skipped. */
export function invertTransposed(module: WasmModule, stride: number): FunctionRef {
  return sharedFunction(module, `invert transposed ${stride}`, 3, (e, v, l, bytes) => {
    const solve = sweep(module, stride, "forward");
    forRange(e, e.constI32(0), bytes, SUPERBLOCK, (inner, first) => {
      const last = endOfStep(inner, first, SUPERBLOCK, bytes);
      const end = rowAt(inner, { start: v, stride }, last);
      inner.call(solve, v, end, l, first, last, inner.constI32(8 * BLOCK));
    });
  });
}
