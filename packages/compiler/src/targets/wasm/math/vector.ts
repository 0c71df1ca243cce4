// Shorthand for the f64x2 arithmetic that the math macros are written in. It emits; it knows no function.
import type { Emitter } from "../assembler/emitter.ts";
import type { Instruction } from "../assembler/instructions.ts";
import type { Local } from "../assembler/valueTypes.ts";

/** A vector value, or a number to be used in both lanes. */
export type Operand = Local | number;

const local = (e: Emitter, x: Operand): Local => (typeof x === "number" ? e.constF64x2(x) : x);
const binary = (instruction: Instruction) => (e: Emitter, a: Operand, b: Operand) =>
  e.op(instruction, local(e, a), local(e, b));
const unary = (instruction: Instruction) => (e: Emitter, a: Operand) => e.op(instruction, local(e, a));

export const add = binary("f64x2.add");
export const sub = binary("f64x2.sub");
export const mul = binary("f64x2.mul");
export const div = binary("f64x2.div");
export const lessThan = binary("f64x2.lt");
export const greaterThan = binary("f64x2.gt");
export const atLeast = binary("f64x2.ge");
export const equal = binary("f64x2.eq");
export const notEqual = binary("f64x2.ne");
export const absolute = unary("f64x2.abs");
export const negate = unary("f64x2.neg");
export const squareRoot = unary("f64x2.sqrt");

/** The smaller; when `a` is NaN the result is NaN, since every comparison with it fails. */
export const capAt = (e: Emitter, a: Operand, limit: number): Local => binary("f64x2.pmin")(e, a, limit);
/** The larger; NaN as in capAt. */
export const raiseTo = (e: Emitter, a: Operand, limit: number): Local => binary("f64x2.pmax")(e, a, limit);

/** `b` where it is larger than `a`, else `a`, also when one of them is NaN. */
export const larger = binary("f64x2.pmax");

/** Lanes of `yes` where the mask has ones, else of `no`. */
export function select(e: Emitter, mask: Local, yes: Operand, no: Operand): Local {
  return e.op("v128.bitselect", local(e, yes), local(e, no), mask);
}

/** Bitwise, on values or masks. */
export const and = binary("v128.and");
export const or = binary("v128.or");
export const xor = binary("v128.xor");
/** a & ~b */
export const andNot = binary("v128.andnot");

/** Integer addition and subtraction on the 64-bit patterns. */
export const addBits = (e: Emitter, a: Local, b: Local | bigint): Local => e.op("i64x2.add", a, bits(e, b));
export const subBits = (e: Emitter, a: Local | bigint, b: Local | bigint): Local =>
  e.op("i64x2.sub", bits(e, a), bits(e, b));
export const andBits = (e: Emitter, a: Local, b: bigint): Local => e.op("v128.and", a, bits(e, b));
export const shiftLeft = (e: Emitter, a: Local, by: number): Local => e.op("i64x2.shl", a, e.constI32(by));
export const shiftRight = (e: Emitter, a: Local, by: number): Local => e.op("i64x2.shr_u", a, e.constI32(by));

const bits = (e: Emitter, x: Local | bigint): Local => (typeof x === "bigint" ? e.constI64x2(x) : x);

export const SIGN_BIT = 1n << 63n;
export const ONE_BITS = 0x3ff0000000000000n;

/** The magnitude of `a` with the sign of `b`; `a` must not be negative. */
export function withSignOf(e: Emitter, a: Local, b: Local): Local {
  return or(e, a, andBits(e, b, SIGN_BIT));
}
