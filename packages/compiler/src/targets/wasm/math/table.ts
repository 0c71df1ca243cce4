// Every function of the math library by name. A row is a macro: it emits code for the function of pairs of doubles.
import type { Emitter } from "../assembler/emitter.ts";
import type { WasmModule } from "../assembler/module.ts";
import type { FunctionRef, Local } from "../assembler/valueTypes.ts";
import { besselRatio, logBesselI0 } from "./bessel.ts";
import { abs, ceil, floor, floorDiv, mod, neg, round, sign, sqrt } from "./elementary.ts";
import { erfinv, normalQuantile } from "./erfinv.ts";
import { erf, erfc, erfcx, normalLogCdf } from "./error.ts";
import { exp, expNonPositive } from "./exp.ts";
import { expm1 } from "./expm1.ts";
import { acosh, asinh, atanh, cosh, sinh } from "./hyperbolic.ts";
import { acos, asin, atan, atan2 } from "./inverseTrigonometric.ts";
import { lgamma } from "./lgamma.ts";
import { log, log1p, logPositive } from "./log.ts";
import { sigmoid, softplus, tanh } from "./logistic.ts";
import { digamma, trigamma } from "./polygamma.ts";
import { pow } from "./pow.ts";
import { cos, sin, tan } from "./trigonometric.ts";

type Unary = (e: Emitter, x: Local) => Local;
type Binary = (e: Emitter, x: Local, y: Local) => Local;

const unary = {
  neg,
  abs,
  sign,
  floor,
  ceil,
  round,
  sqrt,
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

const binary = { pow, mod, floorDiv, atan2 } satisfies Record<string, Binary>;

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

const defined = new WeakMap<WasmModule, Map<MathName, FunctionRef>>();

/** The function as one of the module's own, (v128) -> v128 or (v128, v128) -> v128, defined when first asked for. */
export function mathFunction(module: WasmModule, name: MathName): FunctionRef {
  let functions = defined.get(module);
  if (functions === undefined) {
    functions = new Map();
    defined.set(module, functions);
  }
  let fn = functions.get(name);
  if (fn === undefined) {
    const params = mathArity(name) === 1 ? (["v128"] as const) : (["v128", "v128"] as const);
    const builder = module.defineFunction(name, [...params], ["v128"]);
    builder.body.return(emitMath(builder.body, name, ...builder.parameters));
    functions.set(name, builder);
    fn = builder;
  }
  return fn;
}

/** A call of the function: for code that is not worth repeating at each place. */
export function callMath(e: Emitter, name: MathName, ...x: Local[]): Local {
  const [result] = e.call(mathFunction(e.fn.module, name), ...x) as [Local];
  return result;
}

export function mathArity(name: MathName): 1 | 2 {
  return Object.hasOwn(unary, name) ? 1 : 2;
}
