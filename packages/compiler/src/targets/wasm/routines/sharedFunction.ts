// Functions that every use of a routine in a module calls: written when first asked for, and once for each set of strides.
import type { Emitter, FunctionRef, Local, WasmModule } from "../assembler/index.ts";

const defined = new WeakMap<WasmModule, Map<string, FunctionRef>>();

/**
 * The module's function of this name, without results, over i32 parameters.
 * @param name tells functions apart: it must hold every number that the body is written with
 */
export function sharedFunction(
  module: WasmModule,
  name: string,
  parameters: number,
  body: (e: Emitter, ...parameters: Local[]) => void,
): FunctionRef {
  const functions = defined.get(module) ?? new Map<string, FunctionRef>();
  defined.set(module, functions);
  const known = functions.get(name);
  if (known) return known;
  const fn = module.defineFunction(name, new Array<"i32">(parameters).fill("i32"), []);
  functions.set(name, fn);
  body(fn.body, ...fn.parameters);
  return fn;
}
