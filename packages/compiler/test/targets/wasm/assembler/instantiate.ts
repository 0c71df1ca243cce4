// Validates, instantiates and hands out the exports of a module under test.
import type { WasmModule } from "../../../../src/targets/wasm/assembler/index.ts";

export type Exports = Record<
  string,
  ((...args: (number | bigint)[]) => number | bigint | undefined) & WebAssembly.Memory
>;

export function instantiate(module: WasmModule, imports: WebAssembly.Imports = {}): Exports {
  return new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()), imports).exports as Exports;
}
