// How generated code calls the math library: in place where the code is hot and the function short, else by a call.
import type { Emitter, Local } from "./assembler/index.ts";
import { callMath, callPair, emitMath as emitInPlace, type MathName, type PairName } from "./math/table.ts";

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

/** A function and its derivative, which a density and its gradient want at the same argument: computed together. */
const HALVES: Readonly<Partial<Record<MathName, readonly [pair: PairName, half: 0 | 1]>>> = {
  lgamma: ["lgammaAndDigamma", 0],
  digamma: ["lgammaAndDigamma", 1],
};

/** The pairs that a region of code has computed, by name and argument. */
const computed = new WeakMap<Emitter, Map<PairName, Map<Local, readonly [Local, Local]>>>();

function pairOf(e: Emitter, name: PairName, x: Local): readonly [Local, Local] {
  const ofRegion = computed.get(e) ?? new Map<PairName, Map<Local, readonly [Local, Local]>>();
  computed.set(e, ofRegion);
  const ofName = ofRegion.get(name) ?? new Map<Local, readonly [Local, Local]>();
  ofRegion.set(name, ofName);
  const pair = ofName.get(x) ?? callPair(e, name, x);
  ofName.set(x, pair);
  return pair;
}

/** Code for a function of the math library; `hot` code is repeated many times. */
export function emitMath(e: Emitter, name: MathName, inputs: readonly Local[], hot: boolean): Local {
  return hot && SHORT.has(name) ? emitInPlace(e, name, ...inputs) : callMath(e, name, ...inputs);
}

/** As emitMath, where the other half of a pair will be wanted too, as a rule, at the cost of exact zeros. */
export function emitMathInPairs(e: Emitter, name: MathName, inputs: readonly Local[], hot: boolean): Local {
  const half = HALVES[name];
  return half ? pairOf(e, half[0], inputs[0] as Local)[half[1]] : emitMath(e, name, inputs, hot);
}
