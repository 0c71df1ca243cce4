// One step of a blocked solve with many right sides, which lie in the rows of a panel: from four columns of every row it
// subtracts what the columns solved before contribute, then solves with the 4 x 4 triangle on the diagonal.
import type { Emitter, FunctionRef, Local, WasmModule } from "../assembler/index.ts";
import { forRange } from "./loops.ts";
import { BLOCK, dots, pairSums, rowAt } from "./microKernel.ts";
import { sharedFunction } from "./sharedFunction.ts";

/** Which columns of a block come first: forward with a lower triangle L, backward with an upper one. */
export type Order = "forward" | "backward";

const PAIRS = [0, 1] as const;

/** The triangle at `start`, each number in both lanes, with reciprocals on the diagonal. */
function triangle(e: Emitter, start: Local, stride: number): (row: number, column: number) => Local {
  const entries = Array.from({ length: BLOCK }, (_, row) =>
    Array.from({ length: BLOCK }, (_unused, column) => {
      const entry = e.load("v128.load64_splat", start, row * stride + 8 * column);
      return row === column ? e.op("f64x2.div", e.constF64x2(1), entry) : entry;
    }),
  );
  return (row, column) => entries[row]?.[column] as Local;
}

/** Four rows and columns as columns of pairs of rows. */
function loadColumns(e: Emitter, start: Local, stride: number): Local[][] {
  const halves = Array.from({ length: BLOCK }, (_, row) =>
    [0, 16].map((offset) => e.load("v128.load", start, row * stride + offset)),
  );
  return Array.from({ length: BLOCK }, (_, column) =>
    PAIRS.map((pair) => {
      const [above, below] = [halves[2 * pair], halves[2 * pair + 1]].map((row) => row?.[column >> 1]);
      return e.shuffle(above as Local, below as Local, column % 2 === 0 ? [0, 2] : [1, 3]);
    }),
  );
}

function storeColumns(e: Emitter, start: Local, stride: number, columns: readonly Local[][]): void {
  for (const half of PAIRS) {
    for (const pair of PAIRS) {
      const [left, right] = [columns[2 * half]?.[pair] as Local, columns[2 * half + 1]?.[pair] as Local];
      const at = 2 * pair * stride + 16 * half;
      e.store("v128.store", start, at, e.shuffle(left, right, [0, 2]));
      e.store("v128.store", start, at + stride, e.shuffle(left, right, [1, 3]));
    }
  }
}

/**
 * The function (x, xEnd, triangle, column, from, to, advance), all in bytes: for the rows at x, x + 4 strides, ... before
 * xEnd, four at a time, solves the block of columns that starts at `column`, given columns `from` to `to`. `from` grows by
 * `advance` from four rows to the next: an upper triangular x starts further right in every row.
 */
export function elimination(module: WasmModule, stride: number, order: Order): FunctionRef {
  const name = `eliminate ${order} ${stride}`;
  return sharedFunction(module, name, 7, (e, x, xEnd, start, column, from, to, advance) => {
    const own = rowAt(e, { start, stride }, column);
    const entry = triangle(e, e.op("i32.add", own, column), stride);
    const columns = Array.from({ length: BLOCK }, (_, c) => (order === "forward" ? c : BLOCK - 1 - c));
    forRange(e, x, xEnd, BLOCK * stride, (inner, rows) => {
      const bytes = inner.op("i32.sub", to, from);
      const a = { start: inner.op("i32.add", rows, from), stride };
      const sums = [0, 2].flatMap((first) => {
        const b = inner.op("i32.add", own, inner.op("i32.add", from, inner.constI32(first * stride)));
        const acc = dots(inner, a, { start: b, stride }, bytes, 2);
        return PAIRS.map((c) =>
          PAIRS.map((p) => pairSums(inner, acc[2 * p]?.[c] as Local, acc[2 * p + 1]?.[c] as Local)),
        );
      });
      const target = inner.op("i32.add", rows, column);
      const rest = loadColumns(inner, target, stride);
      columns.forEach((c, done) => {
        rest[c] = PAIRS.map((p) => {
          let value = inner.op("f64x2.sub", rest[c]?.[p] as Local, sums[c]?.[p] as Local);
          for (const d of columns.slice(0, done))
            value = inner.op("f64x2.sub", value, inner.op("f64x2.mul", rest[d]?.[p] as Local, entry(c, d)));
          return inner.op("f64x2.mul", value, entry(c, c));
        });
      });
      storeColumns(inner, target, stride, rest);
      inner.opTo(from, "i32.add", from, advance);
    });
  });
}
