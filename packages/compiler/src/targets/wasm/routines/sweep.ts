// Solves a superblock of columns for many rows, a few rows at a time: these rows stay in the first cache, and the rows of the
// triangle in the second, while one passes over the other (Goto and van de Geijn, 2008, in small).
import type { FunctionRef, WasmModule } from "../assembler/index.ts";
import { elimination, type Order } from "./elimination.ts";
import { endOfStep, forRange } from "./loops.ts";
import { BLOCK } from "./microKernel.ts";
import { sharedFunction } from "./sharedFunction.ts";

/** Bytes along a row that the columns of a superblock take. */
export const SUPERBLOCK = 8 * 32;
/** Rows that are solved together. */
const CHUNK = 8;

/**
 * The function (x, xEnd, triangle, first, last, extra), all in bytes: solves columns `first` to `last` of the rows from x to
 * xEnd. Forward, `extra` says by how much each four rows begin later than those before; backward, where rows end.
 */
export function sweep(module: WasmModule, stride: number, order: Order): FunctionRef {
  const name = `sweep ${order} ${stride}`;
  return sharedFunction(module, name, 6, (e, x, xEnd, triangle, first, last, extra) => {
    const step = elimination(module, stride, order);
    const zero = e.constI32(0);
    const from = e.fn.local("i32");
    const growth = e.op("i32.mul", extra, e.constI32(CHUNK / BLOCK));
    e.copy(from, zero);
    forRange(e, x, xEnd, CHUNK * stride, (outer, rows) => {
      const end = endOfStep(outer, rows, CHUNK * stride, xEnd);
      forRange(outer, first, last, 8 * BLOCK, (inner, at) => {
        if (order === "forward") inner.call(step, rows, end, triangle, at, from, at, extra);
        else {
          const after = inner.op("i32.sub", inner.op("i32.add", last, first), at);
          const column = inner.op("i32.sub", after, inner.constI32(8 * BLOCK));
          inner.call(step, rows, end, triangle, column, after, extra, zero);
        }
      });
      if (order === "forward") outer.opTo(from, "i32.add", from, growth);
    });
  });
}
