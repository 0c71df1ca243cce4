// Whole modules: control flow, memory, calls, imports, hoisting, the text form, and what the assembler refuses.
import { describe, expect, it } from "vitest";
import { InternalError } from "../../../../src/errors.ts";
import type { Emitter, Local } from "../../../../src/targets/wasm/assembler/index.ts";
import { WasmModule } from "../../../../src/targets/wasm/assembler/index.ts";
import { instantiate } from "./instantiate.ts";

/** f(i32 n) -> i32 with the given body. */
function integerFunction(write: (e: Emitter, n: Local) => Local): (n: number) => number {
  const module = new WasmModule();
  const fn = module.defineFunction("f", ["i32"], ["i32"], { export: true });
  const [n] = fn.parameters;
  if (n === undefined) throw new Error("no parameter");
  fn.body.return(write(fn.body, n));
  return instantiate(module)["f"] as never;
}

function sumTo(from: number, to: number | "n", step: number): (n: number) => number {
  return integerFunction((e, n) => {
    const total = e.fn.local("i32");
    e.loop({ from, to: to === "n" ? n : to, step }, (inside, i) => inside.opTo(total, "i32.add", total, i));
    return total;
  });
}

describe("WasmModule", () => {
  it("runs a counted loop with numeric bounds, and none at all when it is empty", () => {
    expect(sumTo(0, 10, 1)(0)).toBe(45);
    expect(sumTo(-3, 9, 4)(0)).toBe(-3 + 1 + 5);
    expect(sumTo(5, 5, 1)(0)).toBe(0);
    expect(sumTo(0, 10, 16)(0)).toBe(0);
  });

  it("tests a bound that is known at run time before the first round", () => {
    const sum = sumTo(2, "n", 3);
    expect([sum(12), sum(3), sum(2), sum(-7)]).toEqual([2 + 5 + 8 + 11, 2, 0, 0]);
  });

  it("repeats a while loop until its condition fails", () => {
    const collatz = integerFunction((e, n) => {
      const steps = e.fn.local("i32");
      e.while(
        (test) => test.op("i32.ne", n, test.constI32(1)),
        (body) => {
          body.opTo(steps, "i32.add", steps, body.constI32(1));
          body.if(
            body.op("i32.and", n, body.constI32(1)),
            (odd) => odd.opTo(n, "i32.add", odd.op("i32.mul", n, odd.constI32(3)), odd.constI32(1)),
            (even) => even.opTo(n, "i32.shr_u", n, even.constI32(1)),
          );
        },
      );
      return steps;
    });
    expect([collatz(1), collatz(6), collatz(27)]).toEqual([0, 8, 111]);
  });

  it("takes either side of a condition, or the only one", () => {
    const sign = integerFunction((e, n) => {
      const result = e.fn.local("i32");
      e.if(e.op("i32.lt_s", n, e.constI32(0)), (negative) => negative.return(negative.constI32(-1)));
      e.if(
        n,
        (yes) => yes.copy(result, yes.constI32(1)),
        (no) => no.copy(result, no.constI32(0)),
      );
      return result;
    });
    expect([sign(-9), sign(0), sign(4)]).toEqual([-1, 0, 1]);
  });

  it("lets code be hoisted into an outer region while an inner one is open", () => {
    const module = new WasmModule();
    const fn = module.defineFunction("f", ["f64"], ["f64"], { export: true });
    const [x] = fn.parameters as [Local];
    const outer = fn.body.child();
    fn.body.append(outer);
    const total = fn.local("f64");
    fn.body.loop({ from: 0, to: 4, step: 1 }, (inside) => {
      const square = outer.op("f64.mul", x, x);
      inside.opTo(total, "f64.add", total, square);
    });
    fn.body.return(total);
    expect((instantiate(module)["f"] as never as (x: number) => number)(3)).toBe(36);
    expect(outer.instructionCount).toBe(1);
    const lines = module
      .toText()
      .split("\n")
      .map((line) => line.trim());
    expect(lines.findIndex((line) => line.includes("f64.mul"))).toBeLessThan(lines.indexOf("loop"));
  });

  it("calls functions with several results, imports included", () => {
    const module = new WasmModule();
    const atan = module.importFunction("math", "atan", ["f64"], ["f64"]);
    const divide = module.defineFunction("divide", ["i32", "i32"], ["i32", "i32"]);
    const [a, b] = divide.parameters as [Local, Local];
    divide.body.return(divide.body.op("i32.div_s", a, b), divide.body.op("i32.rem_s", a, b));
    const fn = module.defineFunction("f", ["i32", "i32", "f64"], ["f64"], { export: true });
    const [n, m, x] = fn.parameters as [Local, Local, Local];
    const [quotient, rest] = fn.body.call(divide, n, m) as [Local, Local];
    const [angle] = fn.body.call(atan, x) as [Local];
    const digits = fn.body.op("i32.add", fn.body.op("i32.mul", quotient, fn.body.constI32(100)), rest);
    fn.body.return(fn.body.op("f64.add", fn.body.op("f64.convert_i32_s", digits), angle));
    expect(module.importFunction("math", "atan", ["f64"], ["f64"])).toBe(atan);
    const exports = instantiate(module, { math: { atan: (x: number) => x / 2 } });
    expect((exports["f"] as never as (...args: number[]) => number)(47, 9, 0.5)).toBe(502.25);
  });

  it("loads, stores, shuffles, fills and copies memory", () => {
    const module = new WasmModule();
    module.defineMemory(1, "memory", 2);
    const fn = module.defineFunction("f", ["i32"], [], { export: true });
    const e = fn.body;
    const [at] = fn.parameters as [Local];
    const pair = e.load("v128.load", at, 0);
    e.store("v128.store", null, 256, e.shuffle(pair, e.load("v128.load64_splat", at, 16), [1, 2]));
    e.storeLane(e.loadLane(pair, 0, at, 16), 0, null, 272);
    e.store("f64.store", null, 280, e.load("f64.load", at, 8));
    e.effect("memory.copy", e.constI32(512), e.constI32(256), e.constI32(32));
    e.effect("memory.fill", e.constI32(256), e.constI32(0), e.constI32(32));
    const { f, memory } = instantiate(module) as never as {
      f: (at: number) => void;
      memory: WebAssembly.Memory;
    };
    const view = new Float64Array(memory.buffer);
    view.set([1.5, -2.5, 7], 8);
    f(64);
    expect([...view.subarray(64, 68)]).toEqual([-2.5, 7, 7, -2.5]);
    expect([...view.subarray(32, 36)]).toEqual([0, 0, 0, 0]);
  });

  it("uses an imported memory", () => {
    const module = new WasmModule();
    module.importMemory("env", "memory", 1, 4);
    const fn = module.defineFunction("f", [], [], { export: true });
    fn.body.store("i32.store", null, 12, fn.body.constI32(77));
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 4 });
    (instantiate(module, { env: { memory } })["f"] as never as () => void)();
    expect(new Int32Array(memory.buffer)[3]).toBe(77);
  });

  it("makes each constant once, tells -0 from 0 and keeps NaN", () => {
    const module = new WasmModule();
    const fn = module.defineFunction("f", [], ["f64", "f64", "i64"], { export: true });
    const e = fn.body;
    expect(e.constF64(0)).toBe(e.child().constF64(0));
    expect(e.constF64x2(2)).toBe(e.constF64x2(2));
    expect(e.constF64(0)).not.toBe(e.constF64(-0));
    e.return(e.op("f64x2.extract_lane 1", e.constF64x2(-0)), e.constF64(Number.NaN), e.constI64(-3n));
    const exports = instantiate(module) as never as { f: () => [number, number, bigint] };
    expect(exports.f()).toEqual([-0, Number.NaN, -3n]);
  });

  it("prints a module in three-address form", () => {
    const module = new WasmModule();
    module.importFunction("math", "atan", ["f64"], ["f64"]);
    module.defineMemory(1, "memory");
    const fn = module.defineFunction("norm", ["i32", "i32"], ["f64"], { export: true });
    const [start, count] = fn.parameters as [Local, Local];
    const total = fn.local("v128");
    fn.body.loop({ from: 0, to: count, step: 16 }, (inside, i) => {
      const x = inside.load("v128.load", inside.op("i32.add", start, i), 32);
      inside.opTo(total, "f64x2.add", total, inside.op("f64x2.mul", x, x));
    });
    fn.body.return(fn.body.op("f64.sqrt", fn.body.op("f64x2.extract_lane 0", total)));
    expect(module.toText()).toMatchInlineSnapshot(`
      "(module
        (import "math" "atan" (func $atan (param f64) (result f64)))
        (memory (export "memory") 1)
        (func $norm (param i32 i32) (result f64) export
          $3 = i32.const 0
          $9 = i32.const 16
          $4 = i32.gt_s $1 $3
          if $4
            $5 = copy $3
            loop
              $6 = i32.add $0 $5
              $7 = v128.load offset=32 $6
              $8 = f64x2.mul $7 $7
              $2 = f64x2.add $2 $8
              $5 = i32.add $5 $9
              $10 = i32.lt_s $5 $1
              br_if 0 $10
            end
          end
          $11 = f64x2.extract_lane 0 $2
          $12 = f64.sqrt $11
          return $12))
      "
    `);
  });

  it("writes modules that validate, with few bytes per instruction", () => {
    const module = new WasmModule();
    const fn = module.defineFunction("f", ["v128"], ["v128"], { export: true });
    let x = fn.parameters[0] as Local;
    for (let i = 0; i < 100; i++) x = fn.body.op("f64x2.sqrt", fn.body.op("f64x2.abs", x));
    fn.body.return(x);
    const bytes = module.toBytes();
    expect(WebAssembly.validate(bytes)).toBe(true);
    expect(bytes.length).toBeLessThan(700);
    expect(fn.body.byteLength).toBeGreaterThanOrEqual(600);
  });

  it("refuses operands of the wrong type, a region used twice and a foreign function", () => {
    const module = new WasmModule();
    const fn = module.defineFunction("f", ["v128"], []);
    const e = fn.body;
    const [x] = fn.parameters as [Local];
    expect(() => e.op("f64x2.add", x, e.constF64(1))).toThrow(
      "f64x2.add in f takes (v128, v128) and was given (v128, f64)",
    );
    expect(() => e.op("f64x2.add", x)).toThrow(InternalError);
    const region = e.child();
    e.append(region);
    expect(() => e.append(region)).toThrow("A region of f was appended twice");
    expect(() => e.loop({ from: 0, to: 3, step: 0 }, () => undefined)).toThrow("the step must be positive");
    e.call(new WasmModule().defineFunction("stranger", [], []));
    expect(() => module.toBytes()).toThrow("A call of stranger, which belongs to another module");
  });

  it("writes tables into memory where they were given room, each once", () => {
    const next = [48, 80];
    const module = new WasmModule({ reserve: () => next.shift() as number });
    module.defineMemory(1, "memory");
    const [first, second] = [Float64Array.of(1, 2, 3), Float64Array.of(-4)];
    expect([module.tableAt(first), module.tableAt(second), module.tableAt(first)]).toEqual([48, 80, 48]);
    const { memory } = instantiate(module) as never as { memory: WebAssembly.Memory };
    expect([...new Float64Array(memory.buffer, 40, 7)]).toEqual([0, 1, 2, 3, 0, -4, 0]);
  });

  it("refuses a table without a memory of its own", () => {
    expect(() => new WasmModule().tableAt(Float64Array.of(1))).toThrow(InternalError);
  });
});
