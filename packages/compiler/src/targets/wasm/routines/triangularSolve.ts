// Blocked triangular solves with many right sides, which lie in the rows of a panel, and the inverse of a triangle.
import type { Emitter, FunctionRef, Local, WasmModule } from "../assembler/index.ts";
import { eliminate, elimination } from "./elimination.ts";
import { BLOCK } from "./microKernel.ts";
import { sharedFunction } from "./sharedFunction.ts";

const BLOCK_BYTES = 8 * BLOCK;

/** Calls `body` for each block of columns, in bytes, with the row of the triangle that belongs to it. */
function forEachBlock(
  e: Emitter,
  triangle: Local,
  bytes: Local,
  stride: number,
  body: (e: Emitter, row: Local, column: Local) => void,
): void {
  const row = e.fn.local("i32");
  const column = e.fn.local("i32");
  e.copy(row, triangle);
  e.copy(column, e.constI32(0));
  e.while(
    (test) => test.op("i32.lt_u", column, bytes),
    (inner) => {
      body(inner, row, column);
      inner.opTo(row, "i32.add", row, inner.constI32(BLOCK * stride));
      inner.opTo(column, "i32.add", column, inner.constI32(BLOCK_BYTES));
    },
  );
}

/** The function (x, xEnd, l, bytes): each row x becomes the solution of L x' = x, for L at `l` with rows of `bytes` bytes. */
export function solveForward(module: WasmModule, stride: number): FunctionRef {
  return sharedFunction(module, `solve forward ${stride}`, 4, (e, x, xEnd, l, bytes) => {
    const step = elimination(module, stride, "forward");
    forEachBlock(e, l, bytes, stride, (inner, row, column) =>
      eliminate(inner, step, { x, xEnd, l: row, column, to: column }),
    );
  });
}

/** The function (x, xEnd, u, bytes): each row x becomes the solution of U x' = x, for an upper triangle at `u`. */
export function solveBackward(module: WasmModule, stride: number): FunctionRef {
  return sharedFunction(module, `solve backward ${stride}`, 4, (e, x, xEnd, u, bytes) => {
    const step = elimination(module, stride, "backward");
    const column = e.fn.local("i32");
    const row = e.fn.local("i32");
    e.copy(column, bytes);
    e.copy(row, e.op("i32.add", u, e.op("i32.mul", bytes, e.constI32(stride / 8))));
    e.while(
      () => column,
      (inner) => {
        const from = inner.op("i32.add", column, inner.constI32(0));
        inner.opTo(column, "i32.sub", column, inner.constI32(BLOCK_BYTES));
        inner.opTo(row, "i32.sub", row, inner.constI32(BLOCK * stride));
        eliminate(inner, step, { x, xEnd, l: row, column, from, to: bytes });
      },
    );
  });
}

/** The function (v, l, bytes): the identity at `v` becomes the inverse of L', an upper triangle whose zeros are skipped. */
export function invertTransposed(module: WasmModule, stride: number): FunctionRef {
  return sharedFunction(module, `invert transposed ${stride}`, 3, (e, v, l, bytes) => {
    const step = elimination(module, stride, "forward");
    forEachBlock(e, l, bytes, stride, (inner, row, column) => {
      const below = inner.op("i32.add", column, inner.constI32(BLOCK_BYTES));
      const xEnd = inner.op("i32.add", v, inner.op("i32.mul", below, inner.constI32(stride / 8)));
      eliminate(inner, step, { x: v, xEnd, l: row, column, to: column, advance: BLOCK_BYTES });
    });
  });
}
