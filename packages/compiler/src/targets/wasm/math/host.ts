// Calls a function of the host on each lane: for rare functions and rare arguments. The host's side is
// src/runtime/hostMath.ts; a module imports only the functions that it calls, from "math".
import type { Emitter } from "../assembler/emitter.ts";
import type { Local } from "../assembler/valueTypes.ts";

/** The import module under which host functions are found. */
export const HOST_MODULE = "math";

/** f(x) or f(x, y) lane by lane, through an import (f64, ...) -> f64. */
export function hostFunction(e: Emitter, name: string, ...x: Local[]): Local {
  const callee = e.fn.module.importFunction(
    HOST_MODULE,
    name,
    x.map(() => "f64" as const),
    ["f64"],
  );
  const lanes = (["f64x2.extract_lane 0", "f64x2.extract_lane 1"] as const).map((extract) => {
    const [value] = e.call(callee, ...x.map((vector) => e.op(extract, vector)));
    return value as Local;
  });
  const [first, second] = lanes as [Local, Local];
  return e.op("f64x2.replace_lane 1", e.op("f64x2.splat", first), second);
}
