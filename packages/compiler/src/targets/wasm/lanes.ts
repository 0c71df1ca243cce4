// Turns symbolic indices into integers, one for each element of a pair, and numbers into indices. No memory.
import type { Emitter, Local } from "./assembler/index.ts";
import { type Bundle, forEachCopy, ofCopy } from "./bundle.ts";
import {
  addIndices, constantIndex, depthOf, divideIndex, dynamicIndex, type Index, indexKey, indexRange, isConstantIndex,
  type LanePair, type Term,
} from "./indexExpression.ts"; // biome-ignore format: a list
import type { LoopNest, Scope } from "./loopNest.ts";

/** The sum of factor * counter over terms, computed as far out as each part allows; null for no terms. */
export function termsLocal(nest: LoopNest, terms: readonly Term[]): Local | null {
  const last = terms.at(-1);
  if (!last) return null;
  const key = terms.map(({ depth, factor }) => `${factor}L${depth}`).join("+");
  const lanes = nest.lanesAt(last.depth, key, ({ emitter: e, counter }) => {
    const outer = termsLocal(nest, terms.slice(0, -1));
    const product =
      last.factor === 1 ? (counter as Local) : e.op("i32.mul", counter as Local, e.constI32(last.factor));
    const sum = outer ? e.op("i32.add", outer, product) : product;
    return [[sum, sum]];
  });
  return ofCopy(lanes, 0)[0];
}

/** How much the index grows from one element of the vector loop to the next, dynamic parts apart. */
export function growthOf(nest: LoopNest, index: Index): number {
  const vector = nest.vectorDepth;
  return index.terms.find(({ depth }) => depth === vector && vector > 0)?.factor ?? 0;
}

/** A number that code computes at a depth, as an index. Equal keys mean equal numbers, computed once. */
export function keyedIndex(
  nest: LoopNest,
  depth: number,
  key: string,
  make: (scope: Scope) => Bundle<LanePair>,
): Index {
  return dynamicIndex({ lanes: nest.lanesAt(depth, key, make), key, depth });
}

/** What is computed of each integer alone, once for a pair of equal ones. */
export function eachLane(lanes: Bundle<LanePair>, make: (lane: Local) => Local): Bundle<LanePair> {
  return forEachCopy([lanes], ([a, b]: LanePair): LanePair => {
    const first = make(a);
    return [first, a === b ? first : make(b)];
  });
}

/** The index as an i32 for each element. */
export function emitLanes(nest: LoopNest, index: Index): Bundle<LanePair> {
  return nest.lanesAt(depthOf(index), `lanes:${indexKey(index)}`, ({ emitter }) =>
    computeLanes(nest, index, emitter),
  );
}

function computeLanes(nest: LoopNest, index: Index, emitter: Emitter): Bundle<LanePair> {
  const growth = growthOf(nest, index);
  const terms = termsLocal(nest, index.terms);
  const element = (copy: number, which: 0 | 1): Local => {
    const constant = emitter.constI32(index.constant + (2 * copy + which) * growth);
    const start = terms ? emitter.op("i32.add", terms, constant) : constant;
    return index.dynamics.reduce((sum, { value, factor }) => {
      const own = ofCopy(value.lanes, copy)[which];
      const scaled = factor === 1 ? own : emitter.op("i32.mul", own, emitter.constI32(factor));
      return emitter.op("i32.add", sum, scaled);
    }, start);
  };
  const copies =
    growth === 0 ? Math.max(1, ...index.dynamics.map(({ value }) => value.lanes.length)) : nest.copies;
  return Array.from({ length: copies }, (_, copy): LanePair => {
    const first = element(copy, 0);
    const equal = index.dynamics.every(({ value }) => {
      const [a, b] = ofCopy(value.lanes, copy);
      return a === b;
    });
    return [first, growth === 0 && equal ? first : element(copy, 1)];
  });
}

/** The index as a pair of doubles. */
export function emitNumber(nest: LoopNest, index: Index, e: Emitter): Bundle {
  if (isConstantIndex(index)) return [e.constF64x2(index.constant)];
  return forEachCopy([emitLanes(nest, index)], ([first, second]: LanePair) => {
    const value = e.op("f64x2.splat", e.op("f64.convert_i32_s", first));
    return first === second ? value : e.op("f64x2.replace_lane 1", value, e.op("f64.convert_i32_s", second));
  });
}

/** The double 2^52, whose last bit counts ones: the low word of 2^52 + n is n, for whole n below 2^32. */
const TWO_52 = 2 ** 52;

/**
 * Whole numbers in [0, 2^32), computed at `depth`, as integers.
 * @param same whether all elements of a round are known to have one number
 */
export function lanesOf(nest: LoopNest, numbers: Bundle, depth: number, same = false): Bundle<LanePair> {
  const { emitter: e } = nest.at(depth);
  const uniform = same || depth < nest.vectorDepth || nest.vectorDepth === 0;
  return forEachCopy([numbers], (number: Local): LanePair => {
    const words = e.op("f64x2.add", number, e.constF64x2(TWO_52));
    const first = e.op("i32x4.extract_lane 0", words);
    return [first, uniform ? first : e.op("i32x4.extract_lane 2", words)];
  });
}

/** An index, and a mask of the elements for which it was not cut; null for all. */
export interface Window {
  readonly index: Index;
  readonly inside: Bundle | null;
}

/** Numbers, computed at `depth`, as an index cut to [0, extent). Equal keys mean equal numbers. */
export function checkedIndex(
  nest: LoopNest,
  numbers: Bundle,
  key: string,
  depth: number,
  extent: number,
): { readonly index: Index; readonly inside: Bundle } {
  const e = nest.at(depth).emitter;
  const checked = forEachCopy([numbers], (number: Local) => {
    const whole = e.op("f64x2.trunc", number);
    const low = e.op("f64x2.ge", whole, e.constF64x2(0));
    const inside = e.op("v128.and", low, e.op("f64x2.lt", whole, e.constF64x2(extent)));
    return { safe: e.op("v128.and", whole, inside), inside };
  });
  const safe = checked.map((one) => one.safe);
  return {
    index: dynamicIndex({ lanes: lanesOf(nest, safe, depth), key, depth }),
    inside: checked.map((one) => one.inside),
  };
}

/** The index less `start`, cut to [0, extent); undefined when no element is inside. */
export function window(nest: LoopNest, index: Index, start: number, extent: number): Window | undefined {
  const moved = addIndices(index, constantIndex(-start));
  if (moved.dynamics.length === 0) {
    const [low, high] = indexRange(moved, (depth) => nest.at(depth).extent);
    if (low >= 0 && high < extent) return { index: moved, inside: null };
    if (high < 0 || low >= extent) return undefined;
  }
  const depth = depthOf(moved);
  const value = emitNumber(nest, moved, nest.at(depth).emitter);
  return checkedIndex(nest, value, `window(${indexKey(moved)},${extent})`, depth, extent);
}

/** Quotient and remainder by a positive divisor. */
export function emitDivision(nest: LoopNest, index: Index, divisor: number): readonly [Index, Index] {
  const exact = divideIndex(index, divisor, (depth) => nest.at(depth).extent);
  if (exact) return exact;
  const each = (instruction: "i32.div_u" | "i32.rem_u", tag: string): Index =>
    keyedIndex(nest, depthOf(index), `(${indexKey(index)})${tag}${divisor}`, ({ emitter: e }) =>
      eachLane(emitLanes(nest, index), (lane) => e.op(instruction, lane, e.constI32(divisor))),
    );
  return [each("i32.div_u", "/"), each("i32.rem_u", "%")];
}
