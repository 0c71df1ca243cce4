// Turns symbolic indices into code: integers per lane, and addresses of elements in memory.
import type { Local } from "./assembler/index.ts";
import {
  addIndices,
  constantIndex,
  depthOf,
  type Index,
  indexKey,
  scaleIndex,
  type Term,
} from "./indexExpression.ts";
import type { LoopNest } from "./loopNest.ts";
import type { Place } from "./memoryPlan.ts";

/** Where an element lies, for lane 0, and how far lane 1 is from it. */
export interface Address {
  readonly base: Local | null;
  readonly offset: number;
  /** Bytes from lane 0 to lane 1; null when lane 1 has an address of its own. */
  readonly laneStep: number | null;
  /** The address of lane 1 when `laneStep` is null; the same offset applies. */
  readonly second: Local | null;
  readonly depth: number;
}

/** The element number of an index tuple in a place. */
export function linearIndex(place: Place, indices: readonly Index[]): Index {
  return indices.reduce(
    (sum, index, axis) => addIndices(sum, scaleIndex(index, place.strides[axis] as number)),
    constantIndex(0),
  );
}

/** The sum of factor * counter over terms, computed as far out as each part allows; null for no terms. */
function termsLocal(nest: LoopNest, terms: readonly Term[]): Local | null {
  const last = terms.at(-1);
  if (!last) return null;
  const scope = nest.at(last.depth);
  const key = terms.map(({ depth, factor }) => `${factor}L${depth}`).join("+");
  const known = scope.lanes.get(key);
  if (known) return known[0];
  const outer = termsLocal(nest, terms.slice(0, -1));
  const { emitter, counter } = scope;
  const product =
    last.factor === 1
      ? (counter as Local)
      : emitter.op("i32.mul", counter as Local, emitter.constI32(last.factor));
  const sum = outer ? emitter.op("i32.add", outer, product) : product;
  scope.lanes.set(key, [sum, sum]);
  return sum;
}

/** How much the index grows from lane 0 to lane 1, dynamic parts apart. */
function laneGrowth(nest: LoopNest, index: Index): number {
  const vector = nest.vectorDepth;
  return index.terms.find(({ depth }) => depth === vector && vector > 0)?.factor ?? 0;
}

/** The index as an i32 in each lane. */
export function emitLanes(nest: LoopNest, index: Index): readonly [Local, Local] {
  const scope = nest.at(depthOf(index));
  const key = `lanes:${indexKey(index)}`;
  const known = scope.lanes.get(key);
  if (known) return known;
  const { emitter } = scope;
  const growth = laneGrowth(nest, index);
  const terms = termsLocal(nest, index.terms);
  const lane = (which: 0 | 1): Local => {
    const constant = emitter.constI32(index.constant + which * growth);
    const start = terms ? emitter.op("i32.add", terms, constant) : constant;
    return index.dynamics.reduce((sum, { value, factor }) => {
      const own = value.lanes[which];
      const scaled = factor === 1 ? own : emitter.op("i32.mul", own, emitter.constI32(factor));
      return emitter.op("i32.add", sum, scaled);
    }, start);
  };
  const first = lane(0);
  const lanes = [
    first,
    growth === 0 && index.dynamics.every(({ value }) => value.lanes[0] === value.lanes[1]) ? first : lane(1),
  ] as const;
  scope.lanes.set(key, lanes);
  return lanes;
}

export function addressOf(nest: LoopNest, place: Place, indices: readonly Index[]): Address {
  const linear = linearIndex(place, indices);
  const bytes = scaleIndex(linear, 8);
  const depth = depthOf(linear);
  if (
    bytes.dynamics.length === 0 &&
    bytes.terms.every(({ factor }) => factor > 0) &&
    place.offset + bytes.constant >= 0
  ) {
    const base = termsLocal(nest, bytes.terms);
    return {
      base,
      offset: place.offset + bytes.constant,
      laneStep: laneGrowth(nest, bytes),
      second: null,
      depth,
    };
  }
  // Offsets are unsigned and do not wrap, so a sum that may pass below zero is computed whole.
  const [first, second] = emitLanes(nest, addIndices(bytes, constantIndex(place.offset)));
  const laneStep = bytes.dynamics.length === 0 ? laneGrowth(nest, bytes) : first === second ? 0 : null;
  return { base: first, offset: 0, laneStep, second, depth };
}
