// Products of panels: each element of the result is the product of a row of one and a row of another.
import type { Emitter, FunctionRef, Local, WasmModule } from "../assembler/index.ts";
import { BLOCK, dots, pairSums } from "./microKernel.ts";
import { sharedFunction } from "./sharedFunction.ts";

const BLOCK_BYTES = 8 * BLOCK;

/** The function (c, a, aEnd, b, bEnd, bytes): C = A B', for rows of A and B of which the first `bytes` count. */
export function product(module: WasmModule, stride: number, cStride: number): FunctionRef {
  const name = `product ${stride} ${cStride}`;
  return sharedFunction(module, name, 6, (e, c, a, aEnd, b, bEnd, bytes) => {
    const right = e.fn.local("i32");
    const target = e.fn.local("i32");
    e.while(
      (test) => test.op("i32.lt_u", a, aEnd),
      (outer) => {
        outer.copy(right, b);
        outer.copy(target, c);
        outer.while(
          (test) => test.op("i32.lt_u", right, bEnd),
          (inner) => {
            const acc = dots(inner, { start: a, stride }, { start: right, stride }, bytes, 2);
            acc.forEach(([first, second], r) => {
              inner.store(
                "v128.store",
                target,
                r * cStride,
                pairSums(inner, first as Local, second as Local),
              );
            });
            inner.opTo(right, "i32.add", right, inner.constI32(2 * stride));
            inner.opTo(target, "i32.add", target, inner.constI32(16));
          },
        );
        outer.opTo(a, "i32.add", a, outer.constI32(BLOCK * stride));
        outer.opTo(c, "i32.add", c, outer.constI32(BLOCK * cStride));
      },
    );
  });
}

/** Stores four rows and two columns of a symmetric matrix, and their mirror image. */
function storeMirrored(
  e: Emitter,
  below: Local,
  above: Local,
  stride: number,
  acc: readonly (readonly Local[])[],
): void {
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
    const [row, column] = [e.fn.local("i32"), e.fn.local("i32")];
    const [left, right] = [e.fn.local("i32"), e.fn.local("i32")];
    // Addresses of the elements (row, column) and (column, row) of P.
    const [below, above] = [e.fn.local("i32"), e.fn.local("i32")];
    e.copy(row, e.constI32(0));
    e.copy(left, v);
    e.while(
      (test) => test.op("i32.lt_u", row, bytes),
      (outer) => {
        outer.copy(column, outer.constI32(0));
        outer.copy(right, v);
        outer.copy(below, p);
        outer.copy(above, outer.op("i32.sub", p, outer.op("i32.sub", outer.op("i32.sub", left, v), row)));
        const length = outer.op("i32.sub", bytes, row);
        const stop = outer.op("i32.add", row, outer.constI32(BLOCK_BYTES));
        outer.while(
          (test) => test.op("i32.lt_u", column, stop),
          (inner) => {
            const a = { start: inner.op("i32.add", left, row), stride };
            const b = { start: inner.op("i32.add", right, row), stride };
            storeMirrored(inner, below, above, stride, dots(inner, a, b, length, 2));
            inner.opTo(column, "i32.add", column, inner.constI32(16));
            inner.opTo(right, "i32.add", right, inner.constI32(2 * stride));
            inner.opTo(below, "i32.add", below, inner.constI32(16));
            inner.opTo(above, "i32.add", above, inner.constI32(2 * stride));
          },
        );
        outer.opTo(left, "i32.add", left, outer.constI32(BLOCK * stride));
        outer.opTo(p, "i32.add", p, outer.constI32(BLOCK * stride));
        outer.opTo(row, "i32.add", row, outer.constI32(BLOCK_BYTES));
      },
    );
  });
}
