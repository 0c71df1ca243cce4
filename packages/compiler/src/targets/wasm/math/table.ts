// Every function of the math library by name. A row is a macro: it emits code for the function of pairs of doubles.
import type { Emitter } from "../assembler/emitter.ts";
import type { WasmModule } from "../assembler/module.ts";
import type { FunctionRef, Local } from "../assembler/valueTypes.ts";
import { besselRatio, logBesselI0 } from "./bessel.ts";
import { erfinv, normalQuantile } from "./erfinv.ts";
import { erf, erfc, erfcx, normalLogCdf } from "./error.ts";
import { exp, expNonPositive } from "./exp.ts";
import { expm1 } from "./expm1.ts";
import { acosh, asinh, atanh, cosh, sinh } from "./hyperbolic.ts";
import { acos, asin, atan, atan2 } from "./inverseTrigonometric.ts";
import { lgamma, lgammaAndDigamma } from "./lgamma.ts";
import { log, log1p, logPositive } from "./log.ts";
import { sigmoid, softplus, tanh } from "./logistic.ts";
import { digamma, trigamma } from "./polygamma.ts";
import { pow } from "./pow.ts";
import { cos, sin, tan } from "./trigonometric.ts";

type Unary = (e: Emitter, x: Local) => Local;
type Binary = (e: Emitter, x: Local, y: Local) => Local;

const unary = {
  exp,
  expNonPositive,
  expm1,
  log,
  logPositive,
  log1p,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  sinh,
  cosh,
  tanh,
  asinh,
  acosh,
  atanh,
  sigmoid,
  softplus,
  erf,
  erfc,
  erfcx,
  erfinv,
  normalLogCdf,
  normalQuantile,
  lgamma,
  digamma,
  trigamma,
  logBesselI0,
  besselRatio,
} satisfies Record<string, Unary>;

const binary = { pow, atan2 } satisfies Record<string, Binary>;

export const mathTable = { ...unary, ...binary };
export type MathName = keyof typeof mathTable;

export function isMathName(name: string): name is MathName {
  return Object.hasOwn(mathTable, name);
}

/** Emits the function's code in place. */
export function emitMath(e: Emitter, name: MathName, ...x: Local[]): Local {
  const macro = mathTable[name] as (e: Emitter, ...x: Local[]) => Local;
  return macro(e, ...x);
}

/** Functions that cost little more than one of their results, by name: those results, in order. */
export const pairTable = { lgammaAndDigamma } satisfies Record<
  string,
  (e: Emitter, x: Local) => readonly [Local, Local]
>;
export type PairName = keyof typeof pairTable;

/** The function as one of the module's own, defined when first asked for. */
function functionOf(
  module: WasmModule,
  name: MathName | PairName,
  arity: number,
  results: number,
  emit: (e: Emitter, x: readonly Local[]) => readonly Local[],
): FunctionRef {
  const vectors = (count: number) => new Array<"v128">(count).fill("v128");
  return module.sharedFunction(name, vectors(arity), vectors(results), ({ body, parameters }) =>
    body.return(...emit(body, parameters)),
  );
}

/** A call of the function, (v128) -> v128 or (v128, v128) -> v128: for code that is not worth repeating at each place. */
export function callMath(e: Emitter, name: MathName, ...x: Local[]): Local {
  const fn = functionOf(e.fn.module, name, mathArity(name), 1, (inside, given) => [
    emitMath(inside, name, ...given),
  ]);
  return e.call(fn, ...x)[0] as Local;
}

/** A call of the function with both its results. */
export function callPair(e: Emitter, name: PairName, x: Local): readonly [Local, Local] {
  const fn = functionOf(e.fn.module, name, 1, 2, (inside, [given]) =>
    pairTable[name](inside, given as Local),
  );
  return e.call(fn, x) as [Local, Local];
}

export function mathArity(name: MathName): 1 | 2 {
  return Object.hasOwn(unary, name) ? 1 : 2;
}
