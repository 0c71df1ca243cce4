// The fastMath build: which products it contracts, that it means the same, and that it is the plain build where the
// engine has no multiply-add. Run by Node 22 or later to see the code run; on Node 20 only the encoding is checked.
import { describe, expect, test } from "vitest";
import { compileProgram } from "../../../src/compileProgram.ts";
import { UsageError } from "../../../src/errors.ts";
import { valueAndGradient } from "../../../src/gradient/valueAndGradient.ts";
import { interpret } from "../../../src/interpreter/evaluate.ts";
import { instantiate } from "../../../src/runtime/executable.ts";
import { hasRelaxedSimd } from "../../../src/runtime/relaxedSimd.ts";
import { type Emitter, type Local, WasmModule } from "../../../src/targets/wasm/assembler/index.ts";
import { flagship } from "../../flagship.ts";

const position = { w: [0.3, -0.2, 0.1], loc: [-2, 0.5, 3], ls: [0.1, -0.4, 0.6] };
const options = { gradientOf: "logDensity" };

/** A module of one function of x, y and z. */
function moduleOf(fastMath: boolean, write: (e: Emitter, x: Local, y: Local, z: Local) => Local): WasmModule {
  const module = new WasmModule({ fastMath });
  const fn = module.defineFunction("f", ["v128", "v128", "v128"], ["v128"], { export: true });
  const [x, y, z] = fn.parameters as [Local, Local, Local];
  fn.body.return(write(fn.body, x, y, z));
  return module;
}

/** The arithmetic of the fastMath build. */
function contracted(write: (e: Emitter, x: Local, y: Local, z: Local) => Local): string[] {
  return (
    moduleOf(true, write)
      .toText()
      .match(/f64x2\.\w+/g) ?? []
  );
}

describe("fastMath", () => {
  test("contracts a product that is added or subtracted, and used for nothing else", () => {
    const product = (e: Emitter, x: Local, y: Local) => e.op("f64x2.mul", x, y);
    expect(contracted((e, x, y, z) => e.op("f64x2.add", product(e, x, y), z))).toEqual([
      "f64x2.relaxed_madd",
    ]);
    expect(contracted((e, x, y, z) => e.op("f64x2.add", z, product(e, x, y)))).toEqual([
      "f64x2.relaxed_madd",
    ]);
    expect(contracted((e, x, y, z) => e.op("f64x2.sub", z, product(e, x, y)))).toEqual([
      "f64x2.relaxed_nmadd",
    ]);
    const kept = ["f64x2.mul", "f64x2.sub"];
    expect(contracted((e, x, y, z) => e.op("f64x2.sub", product(e, x, y), z))).toEqual(kept);
    expect(
      contracted((e, x, y) => {
        const square = product(e, x, y);
        return e.op("f64x2.sub", square, square);
      }),
    ).toEqual(kept);
  });

  test("moves no product into a loop, nor past an assignment of its factors", () => {
    const inLoop = contracted((e, x, y, z) => {
      const total = e.fn.local("v128");
      e.copy(total, z);
      const product = e.op("f64x2.mul", x, y);
      e.loop({ from: 0, to: 3, step: 1 }, (inside) => inside.opTo(total, "f64x2.add", total, product));
      return total;
    });
    expect(inLoop).toEqual(["f64x2.mul", "f64x2.add"]);
    const assigned = contracted((e, x, y, z) => {
      const factor = e.fn.local("v128");
      e.copy(factor, x);
      const product = e.op("f64x2.mul", factor, y);
      e.copy(factor, z);
      return e.op("f64x2.add", product, factor);
    });
    expect(assigned).toEqual(["f64x2.mul", "f64x2.add"]);
  });

  test("is encoded as the relaxed SIMD proposal has it, which decides whether the engine takes it", () => {
    const write = (e: Emitter, x: Local, y: Local, z: Local) => {
      const sum = e.op("f64x2.add", e.op("f64x2.mul", x, y), z);
      return e.op("f64x2.sub", z, e.op("f64x2.mul", sum, y));
    };
    const bytes = moduleOf(true, write).toBytes();
    const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    expect(text).toContain("fd 87 02");
    expect(text).toContain("fd 88 02");
    expect(WebAssembly.validate(bytes)).toBe(hasRelaxedSimd());
    expect(WebAssembly.validate(moduleOf(false, write).toBytes())).toBe(true);
  });

  test("agrees with the interpreter where the engine has it, and is the plain build elsewhere", async () => {
    const [fast, plain] = [true, false].map((fastMath) =>
      compileProgram(flagship(), { ...options, fastMath }),
    );
    if (!fast || !plain) throw new Error("not compiled");
    expect(plain.fastMath).toBe(false);
    expect(fast.fastMath).toBe(hasRelaxedSimd());
    expect(Buffer.compare(fast.code, plain.code) === 0).toBe(!hasRelaxedSimd());
    const expected = interpret(valueAndGradient(flagship(), "logDensity"), position);
    const found = (await instantiate(fast)).run(position);
    for (const [name, values] of Object.entries(expected)) {
      values.forEach((value, i) => {
        const scale = name === "logDensity" ? Math.abs(value) : 2500;
        expect(Math.abs((found[name]?.[i] as number) - value)).toBeLessThan(1e-12 * scale);
      });
    }
  });

  test("is refused with a way out by an engine that lacks it", async () => {
    const artifact = { ...compileProgram(flagship(10), options), fastMath: true };
    if (hasRelaxedSimd()) await expect(instantiate(artifact)).resolves.toBeDefined();
    else await expect(instantiate(artifact)).rejects.toThrow(UsageError);
  });
});
