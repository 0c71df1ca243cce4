// Calls a function of the host on each lane: for functions and arguments too rare to deserve code. The host's side is
// src/runtime/hostMath.ts; a module imports only the functions that it calls, from "math".
import type { Emitter } from "../assembler/emitter.ts";
import type { Local } from "../assembler/valueTypes.ts";

/** The import module under which host functions are found. */
const HOST_MODULE = "math";

/** f(x, ...) lane by lane, through an import (f64, ...) -> f64. */
export function hostFunction(e: Emitter, name: string, ...x: Local[]): Local {
  const types = x.map(() => "f64" as const);
  const callee = e.fn.module.importFunction(HOST_MODULE, name, types, ["f64"]);
  const [first] = e.call(callee, ...x.map((vector) => e.op("f64x2.extract_lane 0", vector))) as [Local];
  const [second] = e.call(callee, ...x.map((vector) => e.op("f64x2.extract_lane 1", vector))) as [Local];
  return e.op("f64x2.replace_lane 1", e.op("f64x2.splat", first), second);
}
