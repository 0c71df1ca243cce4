// Bools: masks of all ones or all zeros in registers, 1 or 0 in memory and in arithmetic.
import type { DType } from "../../program/node.ts";
import type { Emitter, Local } from "./assembler/index.ts";

/** A value of code as a number, as which memory holds it. */
export function toNumber(e: Emitter, dtype: DType, value: Local): Local {
  return dtype === "bool" ? e.op("v128.and", value, e.constF64x2(1)) : value;
}

/** A number, as memory holds it, as a value of code: what is not zero (NaN included) is true. */
export function fromNumber(e: Emitter, dtype: DType, number: Local): Local {
  return dtype === "bool" ? e.op("f64x2.ne", number, e.constF64x2(0)) : number;
}
