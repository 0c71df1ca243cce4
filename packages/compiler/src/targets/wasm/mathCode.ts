// How generated code calls the math library: in place where the code is hot and the function short, else by a call.
import type { Emitter, Local } from "./assembler/index.ts";
import { callMath, emitMath as emitInPlace, isMathName, type MathName } from "./math/table.ts";

/** Functions short and frequent enough to be written in place inside loops. */
const SHORT: ReadonlySet<MathName> = new Set<MathName>([
  "exp",
  "expNonPositive",
  "log",
  "log1p",
  "expm1",
  "sigmoid",
  "softplus",
]);

export function isMathOp(op: string): op is MathName {
  return isMathName(op);
}

/** Code for a function of the math library; `hot` code is repeated many times. */
export function emitMath(e: Emitter, name: MathName, inputs: readonly Local[], hot: boolean): Local {
  return hot && SHORT.has(name) ? emitInPlace(e, name, ...inputs) : callMath(e, name, ...inputs);
}
