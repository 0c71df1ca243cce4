// Runs a function of the math library over arrays, through a module that holds nothing else, and measures errors in ulps.
import { readFileSync } from "node:fs";
import { hostMath } from "../../../../src/runtime/hostMath.ts";
import { type Emitter, type Local, WasmModule } from "../../../../src/targets/wasm/assembler/index.ts";
import {
  callMath,
  callPair,
  emitMath,
  type MathName,
  mathArity,
  type PairName,
} from "../../../../src/targets/wasm/math/table.ts";

export type ArrayFunction = (...inputs: number[][]) => number[];

const STRIDE = 1 << 15;

/** The function over arrays of up to 4096 numbers; its code stands in the loop, or is called from it. */
export function functionUnderTest(name: MathName, code: "inline" | "called"): ArrayFunction {
  const emit = code === "inline" ? emitMath : callMath;
  return arrayFunction(mathArity(name), (e, inputs) => emit(e, name, ...inputs));
}

/** One of the results of a function that has two. */
export function halfUnderTest(name: PairName, half: 0 | 1): ArrayFunction {
  return arrayFunction(1, (e, [x]) => callPair(e, name, x as Local)[half]);
}

function arrayFunction(arity: number, emit: (e: Emitter, inputs: readonly Local[]) => Local): ArrayFunction {
  const module = new WasmModule({ reserve: () => 3 * STRIDE });
  module.defineMemory(2, "memory");
  const fn = module.defineFunction("run", ["i32"], [], { export: true });
  fn.body.loop({ from: 0, to: fn.parameters[0] as Local, step: 16 }, (e, at) => {
    const inputs = Array.from({ length: arity }, (_, i) => e.load("v128.load", at, i * STRIDE));
    e.store("v128.store", at, 2 * STRIDE, emit(e, inputs));
  });
  const imports = { math: hostMath(module.imports.map((one) => one.name)) };
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()), imports);
  const { run, memory } = instance.exports as never as {
    run: (bytes: number) => void;
    memory: WebAssembly.Memory;
  };
  const view = new Float64Array(memory.buffer);
  return (...inputs) => {
    inputs.forEach((values, i) => {
      view.set(values, (i * STRIDE) / 8);
    });
    const [{ length }] = inputs as [number[]];
    run(16 * Math.ceil(length / 2));
    return [...view.subarray((2 * STRIDE) / 8, (2 * STRIDE) / 8 + length)];
  };
}

/** Arguments, the result rounded to a double, and what the rounding took, in ulps. */
export interface Point {
  readonly x: readonly number[];
  readonly y: number;
  readonly rest: number;
}

/** A table made by test/data/math/generate.py. */
export function pointsOf(name: string): Point[] {
  const text = readFileSync(new URL(`../../../data/math/${name}.json`, import.meta.url), "utf8");
  return (JSON.parse(text) as (number | string)[][]).map((row) => {
    const numbers = row.map(Number);
    return { x: numbers.slice(0, -2), y: numbers.at(-2) as number, rest: numbers.at(-1) as number };
  });
}

/** The distance between neighbouring doubles at y. */
export function ulp(y: number): number {
  const [bits] = new BigUint64Array(Float64Array.of(Math.abs(y)).buffer) as unknown as [bigint];
  return 2 ** Math.max(Number(bits >> 52n) - 1075, -1074);
}

/** In ulps of the exact value; 0 for the expected special value and Infinity for any other result in its place. */
export function errorInUlps(found: number, { y, rest }: Point): number {
  if (!Number.isFinite(y) || (y === 0 && rest === 0))
    return Object.is(found, y) ? 0 : Number.POSITIVE_INFINITY;
  return Number.isFinite(found) ? Math.abs((found - y) / ulp(y) - rest) : Number.POSITIVE_INFINITY;
}
