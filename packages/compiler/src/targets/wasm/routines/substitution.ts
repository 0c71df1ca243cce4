// Solves with one right side, a padded vector that is overwritten by the solution: four unknowns at a time.
import type { Emitter, FunctionRef, Local, WasmModule } from "../assembler/index.ts";
import { BLOCK, dots, laneSum, rowAt } from "./microKernel.ts";
import { sharedFunction } from "./sharedFunction.ts";

const BLOCK_BYTES = 8 * BLOCK;

/** Solves with the 4 x 4 triangle at `block`, or its transpose, which is solved from the last unknown to the first. */
function solveBlock(
  e: Emitter,
  block: Local,
  stride: number,
  rest: readonly Local[],
  transposed: boolean,
): Local[] {
  const solved = [...rest];
  const order = Array.from({ length: BLOCK }, (_, i) => (transposed ? BLOCK - 1 - i : i));
  order.forEach((i, done) => {
    let value = solved[i] as Local;
    for (const k of order.slice(0, done)) {
      const [row, column] = transposed ? [k, i] : [i, k];
      const coefficient = e.load("f64.load", block, row * stride + 8 * column);
      value = e.op("f64.sub", value, e.op("f64.mul", coefficient, solved[k] as Local));
    }
    solved[i] = e.op("f64.div", value, e.load("f64.load", block, i * (stride + 8)));
  });
  return solved;
}

function storeAll(e: Emitter, start: Local, values: readonly Local[]): void {
  values.forEach((value, i) => {
    e.store("f64.store", start, 8 * i, value);
  });
}

/** The function (x, l, bytes): x becomes the solution of L x' = x, for a panel L at `l` whose rows measure `bytes`. */
export function forwardSubstitution(module: WasmModule, stride: number): FunctionRef {
  return sharedFunction(module, `substitute forward ${stride}`, 3, (e, x, l, bytes) => {
    const done = e.fn.local("i32");
    e.copy(done, e.constI32(0));
    e.while(
      (test) => test.op("i32.lt_u", done, bytes),
      (inner) => {
        const sums = dots(inner, { start: l, stride }, { start: x, stride: 0 }, done, 1);
        const target = inner.op("i32.add", x, done);
        const rest = sums.map(([sum], i) =>
          inner.op("f64.sub", inner.load("f64.load", target, 8 * i), laneSum(inner, sum as Local)),
        );
        storeAll(inner, target, solveBlock(inner, inner.op("i32.add", l, done), stride, rest, false));
        inner.opTo(l, "i32.add", l, inner.constI32(BLOCK * stride));
        inner.opTo(done, "i32.add", done, inner.constI32(BLOCK_BYTES));
      },
    );
  });
}

/** The function (x, l, bytes): x becomes the solution of L' x' = x. Each block solved is taken away from what lies before it. */
export function backwardSubstitution(module: WasmModule, stride: number): FunctionRef {
  return sharedFunction(module, `substitute backward ${stride}`, 3, (e, x, l, bytes) => {
    const left = e.fn.local("i32");
    const row = e.fn.local("i32");
    e.copy(left, bytes);
    e.copy(row, rowAt(e, { start: l, stride }, bytes));
    e.while(
      () => left,
      (inner) => {
        inner.opTo(left, "i32.sub", left, inner.constI32(BLOCK_BYTES));
        inner.opTo(row, "i32.sub", row, inner.constI32(BLOCK * stride));
        const target = inner.op("i32.add", x, left);
        const rest = Array.from({ length: BLOCK }, (_, i) => inner.load("f64.load", target, 8 * i));
        const solved = solveBlock(inner, inner.op("i32.add", row, left), stride, rest, true);
        storeAll(inner, target, solved);
        const factors = solved.map((value) => inner.op("f64x2.splat", value));
        inner.loop({ from: 0, to: left, step: 16 }, (pair, k) => {
          const at = pair.op("i32.add", x, k);
          const coefficients = pair.op("i32.add", row, k);
          const value = factors.reduce(
            (sum, factor, i) =>
              pair.op(
                "f64x2.sub",
                sum,
                pair.op("f64x2.mul", pair.load("v128.load", coefficients, i * stride), factor),
              ),
            pair.load("v128.load", at, 0),
          );
          pair.store("v128.store", at, 0, value);
        });
      },
    );
  });
}
