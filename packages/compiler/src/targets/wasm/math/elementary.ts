// Functions that are an instruction or a few: rounding, signs, and division with remainder.
import type { Emitter } from "../assembler/emitter.ts";
import type { Instruction } from "../assembler/instructions.ts";
import type { Local } from "../assembler/valueTypes.ts";
import { and, div, greaterThan, lessThan, mul, notEqual, or, sub } from "./vector.ts";

const instruction = (name: Instruction) => (e: Emitter, x: Local) => e.op(name, x);

export const neg = instruction("f64x2.neg");
export const abs = instruction("f64x2.abs");
export const sqrt = instruction("f64x2.sqrt");
export const floor = instruction("f64x2.floor");
export const ceil = instruction("f64x2.ceil");
/** Halves go to the even neighbour, as in tfjs and NumPy. */
export const round = instruction("f64x2.nearest");

/** -1, 0, 1 or NaN. */
export function sign(e: Emitter, x: Local): Local {
  const one = e.constF64x2(1);
  const value = sub(e, and(e, greaterThan(e, x, 0), one), and(e, lessThan(e, x, 0), one));
  return or(e, value, notEqual(e, x, x));
}

export function floorDiv(e: Emitter, x: Local, y: Local): Local {
  return floor(e, div(e, x, y));
}

/** x - y floor(x / y): the remainder with the sign of the divisor, as in tfjs and Python. */
export function mod(e: Emitter, x: Local, y: Local): Local {
  return sub(e, x, mul(e, y, floorDiv(e, x, y)));
}
