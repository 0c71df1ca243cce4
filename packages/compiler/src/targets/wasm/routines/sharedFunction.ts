// Functions that every use of a routine in a module calls: they take addresses and byte counts, and have no results.
import type { Emitter, FunctionRef, Local, WasmModule } from "../assembler/index.ts";

/** The module's function of this name, for one set of strides. */
export function sharedFunction(
  module: WasmModule,
  name: string,
  parameters: number,
  body: (e: Emitter, ...parameters: Local[]) => void,
): FunctionRef {
  return module.sharedFunction(name, new Array<"i32">(parameters).fill("i32"), [], (fn) =>
    body(fn.body, ...fn.parameters),
  );
}
