// The inner loop of all matrix routines: sums of products of four rows with two others, in eight accumulators. Rows are
// contiguous and lengths are even, so that nothing is left over (panel.ts sees to both).
import type { Emitter, Local } from "../assembler/index.ts";

/** The side of the blocks into which every panel divides. */
export const BLOCK = 4;

/** Row-major doubles: where the first element is, and the bytes from row to row. */
export interface Rows {
  readonly start: Local;
  readonly stride: number;
}

/** Where a row begins that is counted, as columns are, in bytes along a row. */
export function rowAt(e: Emitter, { start, stride }: Rows, count: Local): Local {
  return e.op("i32.add", start, e.op("i32.mul", count, e.constI32(stride / 8)));
}

/** Accumulators by row of `a` and row of `b`; each lane has the sum of every other product. */
export type Dots = readonly (readonly Local[])[];

/**
 * The products of four rows of `a` with `count` rows of `b`, summed over `bytes` bytes (a multiple of 16) of each. Engines
 * load everything that a round needs before they compute: with two rows of `b` that is six registers beside the eight
 * accumulators and a product, just what x64 has. So nothing is unrolled here; V8 does that itself.
 */
export function dots(e: Emitter, a: Rows, b: Rows, bytes: Local, count: 1 | 2): Dots {
  const acc = Array.from({ length: BLOCK }, () => Array.from({ length: count }, () => e.fn.local("v128")));
  const zero = e.constF64x2(0);
  for (const row of acc) for (const one of row) e.copy(one, zero);
  e.loop({ from: 0, to: bytes, step: 16 }, (inner, k) => {
    const left = inner.op("i32.add", a.start, k);
    const right = inner.op("i32.add", b.start, k);
    const y = Array.from({ length: count }, (_, c) => inner.load("v128.load", right, c * b.stride));
    acc.forEach((row, r) => {
      const x = inner.load("v128.load", left, r * a.stride);
      row.forEach((one, c) => {
        inner.opTo(one, "f64x2.add", one, inner.op("f64x2.mul", x, y[c] as Local));
      });
    });
  });
  return acc;
}

/** [sum of the lanes of a, sum of the lanes of b]. */
export function pairSums(e: Emitter, a: Local, b: Local): Local {
  return e.op("f64x2.add", e.shuffle(a, b, [0, 2]), e.shuffle(a, b, [1, 3]));
}

/** The sum of both lanes. */
export function laneSum(e: Emitter, a: Local): Local {
  return e.op("f64.add", e.op("f64x2.extract_lane 0", a), e.op("f64x2.extract_lane 1", a));
}
