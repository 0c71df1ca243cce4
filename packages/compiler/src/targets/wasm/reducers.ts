// How each reduction combines elements, in registers of two lanes: a row per op.
import type { ReduceOp } from "../../program/ops.ts";
import type { Emitter, Instruction, Local } from "./assembler/index.ts";
import { emitMath } from "./mathCode.ts";

export interface Reducer {
  /** The value that changes nothing. */
  readonly identity: (e: Emitter) => Local;
  readonly combine: (e: Emitter, total: Local, element: Local) => Local;
  /** Combines several elements, pairwise. */
  readonly fold: (e: Emitter, elements: readonly Local[]) => Local;
  /** What is done once, after the last element. */
  readonly finish: (e: Emitter, total: Local) => Local;
}

function reducer(
  instruction: Instruction,
  identity: (e: Emitter) => Local,
  finish: Reducer["finish"] = (_, total) => total,
): Reducer {
  const combine = (e: Emitter, total: Local, element: Local) => e.op(instruction, total, element);
  const fold = (e: Emitter, elements: readonly Local[]): Local => {
    if (elements.length === 0) return identity(e);
    if (elements.length === 1) return elements[0] as Local;
    const half = Math.ceil(elements.length / 2);
    return combine(e, fold(e, elements.slice(0, half)), fold(e, elements.slice(half)));
  };
  return { identity, combine, fold, finish };
}

const number = (value: number) => (e: Emitter) => e.constF64x2(value);
const mask = (bits: bigint) => (e: Emitter) => e.constI64x2(bits);

/** Within the finite doubles: the shift of an exponential must not be infinite. */
function finiteShift(e: Emitter, total: Local): Local {
  return e.op(
    "f64x2.pmin",
    e.op("f64x2.pmax", total, e.constF64x2(-Number.MAX_VALUE)),
    e.constF64x2(Number.MAX_VALUE),
  );
}

export const reducers: Readonly<Record<Exclude<ReduceOp, "logSumExp">, Reducer>> = {
  sum: reducer("f64x2.add", number(0)),
  prod: reducer("f64x2.mul", number(1)),
  max: reducer("f64x2.max", number(Number.NEGATIVE_INFINITY)),
  min: reducer("f64x2.min", number(Number.POSITIVE_INFINITY)),
  any: reducer("v128.or", mask(0n)),
  all: reducer("v128.and", mask(-1n)),
  // A NaN among the elements may be lost here: the exponential that follows keeps it.
  shiftMax: reducer("f64x2.pmax", number(-Number.MAX_VALUE), finiteShift),
  logProd: reducer("f64x2.mul", number(1), (e, total) => emitMath(e, "log", [total], false)),
};
