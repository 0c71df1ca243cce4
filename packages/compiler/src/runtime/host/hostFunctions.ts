// Functions of several numbers that compiled code asks of its host and the interpreter shares: too long for Wasm code, and
// the same bits on every engine. A row per op of the host.
import betainc from "@stdlib/math-base-special-betainc";
import { incompleteGamma } from "./incompleteGamma.ts";
import { zeta } from "./zeta.ts";

export const hostFunctions = {
  gammainc: incompleteGamma,
  betainc: (a: number, b: number, x: number) => betainc(x, a, b),
  zeta,
};
