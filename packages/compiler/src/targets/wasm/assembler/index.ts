// The assembler's public face. It knows Wasm and nothing of programs, tensors or models.

export type { Counter } from "./emitter.ts";
export { Emitter } from "./emitter.ts";
export type { EffectInstruction, Instruction } from "./instructions.ts";
export type { LoadInstruction, StoreInstruction } from "./memoryInstructions.ts";
export type { FunctionImport } from "./module.ts";
export { WasmModule } from "./module.ts";
export type { FunctionRef, Local, ValueType } from "./valueTypes.ts";
