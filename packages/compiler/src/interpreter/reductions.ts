// The meaning of the reductions on one line of numbers: plain loops, in order.
import exp from "@stdlib/math-base-special-exp";
import log from "@stdlib/math-base-special-ln";
import type { ReduceOp } from "../program/ops.ts";

function max(line: Float64Array): number {
  let result = Number.NEGATIVE_INFINITY;
  for (const x of line) result = Math.max(result, x);
  return result;
}

function min(line: Float64Array): number {
  let result = Number.POSITIVE_INFINITY;
  for (const x of line) result = Math.min(result, x);
  return result;
}

/** The maximum clamped to finite numbers, NaN ignored: what logSumExp subtracts before it exponentiates. */
function shiftMax(line: Float64Array): number {
  let result = -Number.MAX_VALUE;
  for (const x of line) if (x > result) result = x;
  return Math.min(result, Number.MAX_VALUE);
}

function sum(line: Float64Array): number {
  let result = 0;
  for (const x of line) result += x;
  return result;
}

function logSumExp(line: Float64Array): number {
  const shift = shiftMax(line);
  let total = 0;
  for (const x of line) total += exp(x - shift);
  return shift + log(total);
}

export const reduceMeaning: Readonly<Record<ReduceOp, (line: Float64Array) => number>> = {
  sum,
  prod: (line) => line.reduce((product, x) => product * x, 1),
  max,
  min,
  any: (line) => Number(line.some((x) => x !== 0)),
  all: (line) => Number(line.every((x) => x !== 0)),
  logSumExp,
  shiftMax,
  logProd: (line) => line.reduce((total, x) => total + log(x), 0),
};
