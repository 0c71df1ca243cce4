// Functions of several numbers that compiled code asks of its host and the interpreter shares: too long for Wasm code, and
// the same bits on every engine. A row per op of the host.
import { betainc, logBetaDensity, logBetainc, logBetaincByA, logBetaincByB } from "./incompleteBeta.ts";
import {
  gammainc, gammaincc, logGammaDensity, logGammainc, logGammaincByShape, logGammaincc, logGammainccByShape,
} from "./incompleteGamma.ts"; // biome-ignore format: a list
import { zeta } from "./zeta.ts";

export const hostFunctions = {
  gammainc,
  gammaincc,
  logGammainc,
  logGammaincc,
  logGammaincByShape,
  logGammainccByShape,
  logGammaDensity,
  betainc,
  logBetainc,
  logBetaincByA,
  logBetaincByB,
  logBetaDensity,
  zeta,
};
