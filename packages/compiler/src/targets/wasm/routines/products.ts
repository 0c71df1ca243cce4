// Products of panels: each element of the result is the product of a row of one and a row of another. Some rows of the one
// stay in the second cache, a few of the other in the first.
import type { Emitter, FunctionRef, Local, WasmModule } from "../assembler/index.ts";
import { endOfStep, forRange } from "./loops.ts";
import { BLOCK, type Dots, dots, pairSums, rowAt } from "./microKernel.ts";
import { sharedFunction } from "./sharedFunction.ts";

/** Rows of the left and of the right factor that are multiplied together. */
const LEFT = 32;
const RIGHT = 8;

/** `bytes` of a first size as a number of equal parts of a second. */
const scaled = (e: Emitter, bytes: Local, from: number, to: number): Local =>
  e.op("i32.mul", e.op("i32.div_u", bytes, e.constI32(from)), e.constI32(to));

/** The function (c, a, aEnd, b, bEnd, bytes): C = A B', for rows of A and B of which the first `bytes` count. */
export function product(module: WasmModule, stride: number, cStride: number): FunctionRef {
  const name = `product ${stride} ${cStride}`;
  return sharedFunction(module, name, 6, (e, c, a, aEnd, b, bEnd, bytes) => {
    forRange(e, a, aEnd, LEFT * stride, (left, block) => {
      const blockEnd = endOfStep(left, block, LEFT * stride, aEnd);
      forRange(left, b, bEnd, RIGHT * stride, (right, chunk) => {
        const chunkEnd = endOfStep(right, chunk, RIGHT * stride, bEnd);
        forRange(right, block, blockEnd, BLOCK * stride, (outer, rows) => {
          const row = outer.op("i32.add", c, scaled(outer, outer.op("i32.sub", rows, a), stride, cStride));
          forRange(outer, chunk, chunkEnd, 2 * stride, (inner, pair) => {
            const target = inner.op("i32.add", row, scaled(inner, inner.op("i32.sub", pair, b), stride, 8));
            dots(inner, { start: rows, stride }, { start: pair, stride }, bytes, 2).forEach(([x, y], r) => {
              inner.store("v128.store", target, r * cStride, pairSums(inner, x as Local, y as Local));
            });
          });
        });
      });
    });
  });
}

/** Stores four rows and two columns of a symmetric matrix, and their mirror image. */
function storeMirrored(e: Emitter, below: Local, above: Local, stride: number, acc: Dots): void {
  const pairs = acc.map(([first, second]) => pairSums(e, first as Local, second as Local));
  pairs.forEach((pair, r) => {
    e.store("v128.store", below, r * stride, pair);
  });
  for (const r of [0, 2]) {
    const [upper, lower] = [pairs[r] as Local, pairs[r + 1] as Local];
    e.store("v128.store", above, 8 * r, e.shuffle(upper, lower, [0, 2]));
    e.store("v128.store", above, 8 * r + stride, e.shuffle(upper, lower, [1, 3]));
  }
}

/** The function (p, v, bytes): P = V V' for an upper triangular panel V at `v`, whose rows and columns measure `bytes`. */
export function upperGram(module: WasmModule, stride: number): FunctionRef {
  return sharedFunction(module, `upper gram ${stride}`, 3, (e, p, v, bytes) => {
    const factor = { start: v, stride };
    const result = { start: p, stride };
    forRange(e, e.constI32(0), bytes, 8 * LEFT, (left, block) => {
      const blockEnd = endOfStep(left, block, 8 * LEFT, bytes);
      forRange(left, left.constI32(0), blockEnd, 8 * RIGHT, (right, chunk) => {
        const isBelow = right.op("i32.lt_u", chunk, block);
        const start = right.op("i32.select", block, chunk, isBelow);
        forRange(right, start, blockEnd, 8 * BLOCK, (outer, row) => {
          const a = { start: outer.op("i32.add", rowAt(outer, factor, row), row), stride };
          const length = outer.op("i32.sub", bytes, row);
          const diagonal = outer.op("i32.add", row, outer.constI32(8 * BLOCK));
          forRange(outer, chunk, endOfStep(outer, chunk, 8 * RIGHT, diagonal), 16, (inner, column) => {
            const b = { start: inner.op("i32.add", rowAt(inner, factor, column), row), stride };
            const below = inner.op("i32.add", rowAt(inner, result, row), column);
            const above = inner.op("i32.add", rowAt(inner, result, column), row);
            storeMirrored(inner, below, above, stride, dots(inner, a, b, length, 2));
          });
        });
      });
    });
  });
}
