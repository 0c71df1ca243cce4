// The typed table of Wasm instructions: mnemonic, operand types, result type, bytes. Lane numbers are part of the mnemonic.
// Opcodes: WebAssembly core specification 2.0, section 5.4; relaxed SIMD: the proposal's binary format. Not here: memory
// access (memoryInstructions.ts), constants and control flow (methods of Emitter).
import type { ValueType } from "./valueTypes.ts";

export interface InstructionSpec {
  readonly operands: readonly ValueType[];
  readonly result: ValueType;
  /** Opcode and immediates, ready to be copied. */
  readonly bytes: readonly number[];
}

function row(operands: readonly ValueType[], result: ValueType, ...bytes: number[]): InstructionSpec {
  return { operands, result, bytes };
}

/** SIMD instructions have the prefix 0xfd and an opcode in LEB128. */
function simd(
  operands: readonly ValueType[],
  result: ValueType,
  opcode: number,
  ...lane: number[]
): InstructionSpec {
  const encoded = opcode < 0x80 ? [opcode] : [(opcode & 0x7f) | 0x80, opcode >> 7];
  return row(operands, result, 0xfd, ...encoded, ...lane);
}

const i32Unary = (opcode: number) => row(["i32"], "i32", opcode);
const i32Binary = (opcode: number) => row(["i32", "i32"], "i32", opcode);
const i64Unary = (opcode: number) => row(["i64"], "i64", opcode);
const i64Binary = (opcode: number) => row(["i64", "i64"], "i64", opcode);
const i64Compare = (opcode: number) => row(["i64", "i64"], "i32", opcode);
const f64Unary = (opcode: number) => row(["f64"], "f64", opcode);
const f64Binary = (opcode: number) => row(["f64", "f64"], "f64", opcode);
const f64Compare = (opcode: number) => row(["f64", "f64"], "i32", opcode);
const v128Unary = (opcode: number) => simd(["v128"], "v128", opcode);
const v128Binary = (opcode: number) => simd(["v128", "v128"], "v128", opcode);
const v128Ternary = (opcode: number) => simd(["v128", "v128", "v128"], "v128", opcode);
const v128Shift = (opcode: number) => simd(["v128", "i32"], "v128", opcode);
const v128Test = (opcode: number) => simd(["v128"], "i32", opcode);

export const instructions = {
  "i32.select": row(["i32", "i32", "i32"], "i32", 0x1b),
  "i64.select": row(["i64", "i64", "i32"], "i64", 0x1b),
  "f64.select": row(["f64", "f64", "i32"], "f64", 0x1b),
  "v128.select": row(["v128", "v128", "i32"], "v128", 0x1b),

  "i32.eqz": i32Unary(0x45),
  "i32.eq": i32Binary(0x46),
  "i32.ne": i32Binary(0x47),
  "i32.lt_s": i32Binary(0x48),
  "i32.lt_u": i32Binary(0x49),
  "i32.gt_s": i32Binary(0x4a),
  "i32.gt_u": i32Binary(0x4b),
  "i32.le_s": i32Binary(0x4c),
  "i32.le_u": i32Binary(0x4d),
  "i32.ge_s": i32Binary(0x4e),
  "i32.ge_u": i32Binary(0x4f),
  "i32.clz": i32Unary(0x67),
  "i32.ctz": i32Unary(0x68),
  "i32.popcnt": i32Unary(0x69),
  "i32.add": i32Binary(0x6a),
  "i32.sub": i32Binary(0x6b),
  "i32.mul": i32Binary(0x6c),
  "i32.div_s": i32Binary(0x6d),
  "i32.div_u": i32Binary(0x6e),
  "i32.rem_s": i32Binary(0x6f),
  "i32.rem_u": i32Binary(0x70),
  "i32.and": i32Binary(0x71),
  "i32.or": i32Binary(0x72),
  "i32.xor": i32Binary(0x73),
  "i32.shl": i32Binary(0x74),
  "i32.shr_s": i32Binary(0x75),
  "i32.shr_u": i32Binary(0x76),
  "i32.rotl": i32Binary(0x77),
  "i32.rotr": i32Binary(0x78),

  "i64.eqz": row(["i64"], "i32", 0x50),
  "i64.eq": i64Compare(0x51),
  "i64.ne": i64Compare(0x52),
  "i64.lt_s": i64Compare(0x53),
  "i64.lt_u": i64Compare(0x54),
  "i64.gt_s": i64Compare(0x55),
  "i64.gt_u": i64Compare(0x56),
  "i64.le_s": i64Compare(0x57),
  "i64.le_u": i64Compare(0x58),
  "i64.ge_s": i64Compare(0x59),
  "i64.ge_u": i64Compare(0x5a),
  "i64.clz": i64Unary(0x79),
  "i64.ctz": i64Unary(0x7a),
  "i64.popcnt": i64Unary(0x7b),
  "i64.add": i64Binary(0x7c),
  "i64.sub": i64Binary(0x7d),
  "i64.mul": i64Binary(0x7e),
  "i64.div_s": i64Binary(0x7f),
  "i64.div_u": i64Binary(0x80),
  "i64.rem_s": i64Binary(0x81),
  "i64.rem_u": i64Binary(0x82),
  "i64.and": i64Binary(0x83),
  "i64.or": i64Binary(0x84),
  "i64.xor": i64Binary(0x85),
  "i64.shl": i64Binary(0x86),
  "i64.shr_s": i64Binary(0x87),
  "i64.shr_u": i64Binary(0x88),
  "i64.rotl": i64Binary(0x89),
  "i64.rotr": i64Binary(0x8a),

  "f64.eq": f64Compare(0x61),
  "f64.ne": f64Compare(0x62),
  "f64.lt": f64Compare(0x63),
  "f64.gt": f64Compare(0x64),
  "f64.le": f64Compare(0x65),
  "f64.ge": f64Compare(0x66),
  "f64.abs": f64Unary(0x99),
  "f64.neg": f64Unary(0x9a),
  "f64.ceil": f64Unary(0x9b),
  "f64.floor": f64Unary(0x9c),
  "f64.trunc": f64Unary(0x9d),
  "f64.nearest": f64Unary(0x9e),
  "f64.sqrt": f64Unary(0x9f),
  "f64.add": f64Binary(0xa0),
  "f64.sub": f64Binary(0xa1),
  "f64.mul": f64Binary(0xa2),
  "f64.div": f64Binary(0xa3),
  "f64.min": f64Binary(0xa4),
  "f64.max": f64Binary(0xa5),
  "f64.copysign": f64Binary(0xa6),

  "i32.wrap_i64": row(["i64"], "i32", 0xa7),
  "i32.trunc_f64_s": row(["f64"], "i32", 0xaa),
  "i32.trunc_f64_u": row(["f64"], "i32", 0xab),
  "i64.extend_i32_s": row(["i32"], "i64", 0xac),
  "i64.extend_i32_u": row(["i32"], "i64", 0xad),
  "i64.trunc_f64_s": row(["f64"], "i64", 0xb0),
  "i64.trunc_f64_u": row(["f64"], "i64", 0xb1),
  "f64.convert_i32_s": row(["i32"], "f64", 0xb7),
  "f64.convert_i32_u": row(["i32"], "f64", 0xb8),
  "f64.convert_i64_s": row(["i64"], "f64", 0xb9),
  "f64.convert_i64_u": row(["i64"], "f64", 0xba),
  "i64.reinterpret_f64": row(["f64"], "i64", 0xbd),
  "f64.reinterpret_i64": row(["i64"], "f64", 0xbf),
  "i32.trunc_sat_f64_s": row(["f64"], "i32", 0xfc, 0x02),
  "i32.trunc_sat_f64_u": row(["f64"], "i32", 0xfc, 0x03),
  "i64.trunc_sat_f64_s": row(["f64"], "i64", 0xfc, 0x06),
  "i64.trunc_sat_f64_u": row(["f64"], "i64", 0xfc, 0x07),

  "i8x16.swizzle": v128Binary(0x0e),
  "i8x16.splat": simd(["i32"], "v128", 0x0f),
  "i16x8.splat": simd(["i32"], "v128", 0x10),
  "i32x4.splat": simd(["i32"], "v128", 0x11),
  "i64x2.splat": simd(["i64"], "v128", 0x12),
  "f64x2.splat": simd(["f64"], "v128", 0x14),
  "i32x4.extract_lane 0": simd(["v128"], "i32", 0x1b, 0),
  "i32x4.extract_lane 1": simd(["v128"], "i32", 0x1b, 1),
  "i32x4.extract_lane 2": simd(["v128"], "i32", 0x1b, 2),
  "i32x4.extract_lane 3": simd(["v128"], "i32", 0x1b, 3),
  "i32x4.replace_lane 0": simd(["v128", "i32"], "v128", 0x1c, 0),
  "i32x4.replace_lane 1": simd(["v128", "i32"], "v128", 0x1c, 1),
  "i32x4.replace_lane 2": simd(["v128", "i32"], "v128", 0x1c, 2),
  "i32x4.replace_lane 3": simd(["v128", "i32"], "v128", 0x1c, 3),
  "i64x2.extract_lane 0": simd(["v128"], "i64", 0x1d, 0),
  "i64x2.extract_lane 1": simd(["v128"], "i64", 0x1d, 1),
  "i64x2.replace_lane 0": simd(["v128", "i64"], "v128", 0x1e, 0),
  "i64x2.replace_lane 1": simd(["v128", "i64"], "v128", 0x1e, 1),
  "f64x2.extract_lane 0": simd(["v128"], "f64", 0x21, 0),
  "f64x2.extract_lane 1": simd(["v128"], "f64", 0x21, 1),
  "f64x2.replace_lane 0": simd(["v128", "f64"], "v128", 0x22, 0),
  "f64x2.replace_lane 1": simd(["v128", "f64"], "v128", 0x22, 1),

  "v128.not": v128Unary(0x4d),
  "v128.and": v128Binary(0x4e),
  "v128.andnot": v128Binary(0x4f),
  "v128.or": v128Binary(0x50),
  "v128.xor": v128Binary(0x51),
  "v128.bitselect": v128Ternary(0x52),
  "v128.any_true": v128Test(0x53),

  "i32x4.eq": v128Binary(0x37),
  "i32x4.ne": v128Binary(0x38),
  "i32x4.lt_s": v128Binary(0x39),
  "i32x4.lt_u": v128Binary(0x3a),
  "i32x4.gt_s": v128Binary(0x3b),
  "i32x4.gt_u": v128Binary(0x3c),
  "i32x4.le_s": v128Binary(0x3d),
  "i32x4.le_u": v128Binary(0x3e),
  "i32x4.ge_s": v128Binary(0x3f),
  "i32x4.ge_u": v128Binary(0x40),
  "i32x4.abs": v128Unary(0xa0),
  "i32x4.neg": v128Unary(0xa1),
  "i32x4.all_true": v128Test(0xa3),
  "i32x4.bitmask": v128Test(0xa4),
  "i32x4.shl": v128Shift(0xab),
  "i32x4.shr_s": v128Shift(0xac),
  "i32x4.shr_u": v128Shift(0xad),
  "i32x4.add": v128Binary(0xae),
  "i32x4.sub": v128Binary(0xb1),
  "i32x4.mul": v128Binary(0xb5),
  "i32x4.min_s": v128Binary(0xb6),
  "i32x4.min_u": v128Binary(0xb7),
  "i32x4.max_s": v128Binary(0xb8),
  "i32x4.max_u": v128Binary(0xb9),

  "i64x2.abs": v128Unary(0xc0),
  "i64x2.neg": v128Unary(0xc1),
  "i64x2.all_true": v128Test(0xc3),
  "i64x2.bitmask": v128Test(0xc4),
  "i64x2.extend_low_i32x4_s": v128Unary(0xc7),
  "i64x2.extend_high_i32x4_s": v128Unary(0xc8),
  "i64x2.extend_low_i32x4_u": v128Unary(0xc9),
  "i64x2.extend_high_i32x4_u": v128Unary(0xca),
  "i64x2.shl": v128Shift(0xcb),
  "i64x2.shr_s": v128Shift(0xcc),
  "i64x2.shr_u": v128Shift(0xcd),
  "i64x2.add": v128Binary(0xce),
  "i64x2.sub": v128Binary(0xd1),
  "i64x2.mul": v128Binary(0xd5),
  "i64x2.eq": v128Binary(0xd6),
  "i64x2.ne": v128Binary(0xd7),
  "i64x2.lt_s": v128Binary(0xd8),
  "i64x2.gt_s": v128Binary(0xd9),
  "i64x2.le_s": v128Binary(0xda),
  "i64x2.ge_s": v128Binary(0xdb),

  "f64x2.eq": v128Binary(0x47),
  "f64x2.ne": v128Binary(0x48),
  "f64x2.lt": v128Binary(0x49),
  "f64x2.gt": v128Binary(0x4a),
  "f64x2.le": v128Binary(0x4b),
  "f64x2.ge": v128Binary(0x4c),
  "f64x2.ceil": v128Unary(0x74),
  "f64x2.floor": v128Unary(0x75),
  "f64x2.trunc": v128Unary(0x7a),
  "f64x2.nearest": v128Unary(0x94),
  "f64x2.abs": v128Unary(0xec),
  "f64x2.neg": v128Unary(0xed),
  "f64x2.sqrt": v128Unary(0xef),
  "f64x2.add": v128Binary(0xf0),
  "f64x2.sub": v128Binary(0xf1),
  "f64x2.mul": v128Binary(0xf2),
  "f64x2.div": v128Binary(0xf3),
  "f64x2.min": v128Binary(0xf4),
  "f64x2.max": v128Binary(0xf5),
  "f64x2.pmin": v128Binary(0xf6),
  "f64x2.pmax": v128Binary(0xf7),
  "i32x4.trunc_sat_f64x2_s_zero": v128Unary(0xfc),
  "i32x4.trunc_sat_f64x2_u_zero": v128Unary(0xfd),
  "f64x2.convert_low_i32x4_s": v128Unary(0xfe),
  "f64x2.convert_low_i32x4_u": v128Unary(0xff),
  /** a * b + c, fused or not as the machine likes: only for fastMath, and only where the engine has relaxed SIMD. */
  "f64x2.relaxed_madd": v128Ternary(0x107),
  /** -(a * b) + c, likewise. */
  "f64x2.relaxed_nmadd": v128Ternary(0x108),
} as const satisfies Record<string, InstructionSpec>;

/** An instruction that takes operands and leaves one result. */
export type Instruction = keyof typeof instructions;

export interface EffectSpec {
  readonly operands: readonly ValueType[];
  readonly bytes: readonly number[];
}

export const effectInstructions = {
  /** Operands: destination, source, bytes. */
  "memory.copy": { operands: ["i32", "i32", "i32"], bytes: [0xfc, 0x0a, 0x00, 0x00] },
  /** Operands: destination, byte value, bytes. */
  "memory.fill": { operands: ["i32", "i32", "i32"], bytes: [0xfc, 0x0b, 0x00] },
} as const satisfies Record<string, EffectSpec>;

/** An instruction that leaves no result. */
export type EffectInstruction = keyof typeof effectInstructions;
