// Every row of the instruction table is a valid instruction, and those with a plain meaning in JavaScript have that meaning.
import { describe, expect, it } from "vitest";
import type { Instruction, ValueType } from "../../../../src/targets/wasm/assembler/index.ts";
import { WasmModule } from "../../../../src/targets/wasm/assembler/index.ts";
import { instructions } from "../../../../src/targets/wasm/assembler/instructions.ts";
import { instantiate } from "./instantiate.ts";

const all = Object.keys(instructions) as Instruction[];
const stride = 64;
const storeOf = { i32: "i32.store", i64: "i64.store", f64: "f64.store", v128: "v128.store" } as const;
const loadOf = { i32: "i32.load", i64: "i64.load", f64: "f64.load", v128: "v128.load" } as const;

function moduleOf(instruction: Instruction): WasmModule {
  const module = new WasmModule();
  module.defineMemory(1, "memory");
  const fn = module.defineFunction("run", [], [], { export: true });
  const { operands, result } = instructions[instruction];
  const locals = operands.map((type: ValueType, i: number) => fn.body.load(loadOf[type], null, stride * i));
  fn.body.store(storeOf[result], null, stride * operands.length, fn.body.op(instruction, ...locals));
  return module;
}

/** Runs an instruction on operands given as pairs of 64-bit patterns (scalars use the first). */
function run(instruction: Instruction, operands: readonly bigint[][]): bigint[] {
  const { run, memory } = instantiate(moduleOf(instruction)) as never as {
    run: () => void;
    memory: WebAssembly.Memory;
  };
  const view = new DataView(memory.buffer);
  operands.forEach((lanes, i) => {
    lanes.forEach((bits, lane) => {
      view.setBigUint64(stride * i + 8 * lane, BigInt.asUintN(64, bits), true);
    });
  });
  run();
  return [0, 8].map((offset) => view.getBigUint64(stride * operands.length + offset, true));
}

const bits = (value: number) => new BigUint64Array(Float64Array.of(value).buffer)[0] ?? 0n;
const number = (pattern: bigint) => new Float64Array(BigUint64Array.of(pattern).buffer)[0] ?? 0;
const nearest = (x: number) => {
  const big = 2 ** 52;
  if (!(Math.abs(x) < big)) return x;
  const rounded = Math.abs(x) + big - big;
  return x < 0 || Object.is(x, -0) ? -rounded : rounded;
};
const i64 = (x: bigint) => BigInt.asIntN(64, x);
const u64 = (x: bigint) => BigInt.asUintN(64, x);
const truth = (x: boolean) => (x ? 0xffffffffffffffffn : 0n);

const doubles = [
  0,
  -0,
  1.5,
  -1.5,
  2.5,
  0.5,
  -0.5,
  1e300,
  -3.25,
  5e-324,
  Infinity,
  -Infinity,
  Number.NaN,
  4503599627370497,
];
const integers = [0n, 1n, -1n, 0x7fffffffffffffffn, -0x8000000000000000n, 0x123456789abcdef0n, 63n, -5n];

const f64Unary: Record<string, (x: number) => number> = {
  abs: Math.abs,
  neg: (x) => -x,
  ceil: Math.ceil,
  floor: Math.floor,
  trunc: Math.trunc,
  nearest,
  sqrt: Math.sqrt,
};
const f64Binary: Record<string, (x: number, y: number) => number> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  min: Math.min,
  max: Math.max,
  // biome-ignore lint/complexity/useMathMinMax: pmin keeps the first of -0 and 0, Math.min does not
  pmin: (x, y) => (y < x ? y : x),
  // biome-ignore lint/complexity/useMathMinMax: likewise
  pmax: (x, y) => (x < y ? y : x),
};
const f64Compare: Record<string, (x: number, y: number) => boolean> = {
  eq: (x, y) => x === y,
  ne: (x, y) => x !== y,
  lt: (x, y) => x < y,
  gt: (x, y) => x > y,
  le: (x, y) => x <= y,
  ge: (x, y) => x >= y,
};
const i64Binary: Record<string, (x: bigint, y: bigint) => bigint> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
};
const i64Compare: Record<string, (x: bigint, y: bigint) => boolean> = {
  eq: (x, y) => x === y,
  ne: (x, y) => x !== y,
  lt_s: (x, y) => i64(x) < i64(y),
  gt_s: (x, y) => i64(x) > i64(y),
  le_s: (x, y) => i64(x) <= i64(y),
  ge_s: (x, y) => i64(x) >= i64(y),
};
const i64Shift: Record<string, (x: bigint, n: bigint) => bigint> = {
  shl: (x, n) => x << n,
  shr_s: (x, n) => i64(x) >> n,
  shr_u: (x, n) => u64(x) >> n,
};
const bitwise: Record<string, (x: bigint, y: bigint, mask: bigint) => bigint> = {
  not: (x) => ~x,
  and: (x, y) => x & y,
  andnot: (x, y) => x & ~y,
  or: (x, y) => x | y,
  xor: (x, y) => x ^ y,
  bitselect: (x, y, mask) => (x & mask) | (y & ~mask),
};

describe("instruction table", () => {
  it.each(all.filter((name) => !name.includes("relaxed")))("%s is a valid instruction", (name) => {
    expect(WebAssembly.validate(moduleOf(name).toBytes())).toBe(true);
  });

  it("has distinct encodings", () => {
    const encodings = all
      .filter((name) => !name.includes("select"))
      .map((name) => instructions[name].bytes.join());
    expect(new Set(encodings).size).toBe(encodings.length);
  });

  it.each(Object.keys(f64Unary))("f64x2.%s acts on each double", (name) => {
    for (const x of doubles) {
      const found = run(`f64x2.${name}` as Instruction, [[bits(x), bits(-x)]]).map(number);
      expect(found).toEqual([f64Unary[name]?.(x), f64Unary[name]?.(-x)]);
    }
  });

  it.each(Object.keys(f64Binary))("f64x2.%s acts on pairs of doubles", (name) => {
    const f = f64Binary[name];
    for (const x of doubles) {
      for (const y of doubles) {
        const found = run(`f64x2.${name}` as Instruction, [
          [bits(x), bits(y)],
          [bits(y), bits(x)],
        ]).map(number);
        expect(found).toEqual([f?.(x, y), f?.(y, x)]);
      }
    }
  });

  it.each(Object.keys(f64Compare))("f64x2.%s and its scalar form compare as JavaScript does", (name) => {
    const f = f64Compare[name];
    for (const x of doubles) {
      for (const y of doubles) {
        const vector = run(`f64x2.${name}` as Instruction, [
          [bits(x), bits(y)],
          [bits(y), bits(x)],
        ]);
        expect(vector).toEqual([truth(f?.(x, y) ?? false), truth(f?.(y, x) ?? false)]);
        expect(run(`f64.${name}` as Instruction, [[bits(x)], [bits(y)]])[0]).toBe(f?.(x, y) ? 1n : 0n);
      }
    }
  });

  it.each(Object.keys(i64Binary))("i64x2.%s and its scalar form wrap at 64 bits", (name) => {
    for (const x of integers) {
      for (const y of integers) {
        const expected = u64(i64Binary[name]?.(x, y) ?? 0n);
        const vector = run(`i64x2.${name}` as Instruction, [
          [x, x],
          [y, y],
        ]);
        expect(vector).toEqual([expected, expected]);
        expect(run(`i64.${name}` as Instruction, [[x], [y]])[0]).toBe(expected);
      }
    }
  });

  it.each(Object.keys(i64Compare))("i64x2.%s compares signed integers", (name) => {
    for (const x of integers) {
      for (const y of integers) {
        const expected = truth(i64Compare[name]?.(x, y) ?? false);
        expect(
          run(`i64x2.${name}` as Instruction, [
            [x, x],
            [y, y],
          ]),
        ).toEqual([expected, expected]);
      }
    }
  });

  it.each(Object.keys(i64Shift))("i64x2.%s shifts both lanes", (name) => {
    for (const x of integers) {
      for (const n of [0n, 1n, 52n, 63n]) {
        const expected = u64(i64Shift[name]?.(x, n) ?? 0n);
        expect(run(`i64x2.${name}` as Instruction, [[x, x], [n]])).toEqual([expected, expected]);
      }
    }
  });

  it.each(Object.keys(bitwise))("v128.%s acts on bits", (name) => {
    const [x, y, mask] = [0x0123456789abcdefn, 0xff00ff00f0f0f0f0n, 0x00ff00ffff00ff00n];
    const name128 = `v128.${name}` as Instruction;
    const given = [x, y, mask]
      .slice(0, instructions[name128].operands.length)
      .map((pattern) => [pattern, pattern]);
    const expected = u64(bitwise[name]?.(x, y, mask) ?? 0n);
    expect(run(name128, given)).toEqual([expected, expected]);
  });

  it("extracts, replaces and splats the lane that it names", () => {
    const pair = [bits(1.5), bits(-2.5)];
    expect(number(run("f64x2.extract_lane 0", [pair])[0] ?? 0n)).toBe(1.5);
    expect(number(run("f64x2.extract_lane 1", [pair])[0] ?? 0n)).toBe(-2.5);
    expect(run("f64x2.replace_lane 0", [pair, [bits(9)]]).map(number)).toEqual([9, -2.5]);
    expect(run("f64x2.replace_lane 1", [pair, [bits(9)]]).map(number)).toEqual([1.5, 9]);
    expect(run("f64x2.splat", [[bits(7)]]).map(number)).toEqual([7, 7]);
    expect(run("i64x2.extract_lane 1", [[1n, 2n]])[0]).toBe(2n);
    expect(run("i64x2.replace_lane 0", [[1n, 2n], [3n]])).toEqual([3n, 2n]);
    expect(run("i64x2.splat", [[5n]])).toEqual([5n, 5n]);
    expect(run("i32x4.extract_lane 2", [[1n, 0x500000004n]])[0]).toBe(4n);
  });

  it("converts between integers and doubles", () => {
    expect(run("i32.trunc_sat_f64_s", [[bits(-3.9)]])[0]).toBe(0xfffffffdn);
    expect(run("i32.trunc_sat_f64_s", [[bits(1e300)]])[0]).toBe(0x7fffffffn);
    expect(run("i32.trunc_sat_f64_s", [[bits(Number.NaN)]])[0]).toBe(0n);
    expect(number(run("f64.convert_i32_s", [[-7n]])[0] ?? 0n)).toBe(-7);
    expect(run("f64x2.convert_low_i32x4_s", [[0xfffffffe00000003n, 9n]]).map(number)).toEqual([3, -2]);
    expect(run("i32x4.trunc_sat_f64x2_s_zero", [[bits(3.7), bits(-2.2)]])).toEqual([0xfffffffe00000003n, 0n]);
    expect(run("i64.reinterpret_f64", [[bits(-0)]])[0]).toBe(0x8000000000000000n);
    expect(run("f64.select", [[bits(1)], [bits(2)], [1n]]).map(number)[0]).toBe(1);
    expect(run("v128.select", [[1n, 2n], [3n, 4n], [0n]])).toEqual([3n, 4n]);
  });
});
