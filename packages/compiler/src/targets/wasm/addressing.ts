// Where elements lie in memory, and the code that loads and stores them. Decides nothing of what is in memory.
import { BLOCK } from "../../runtime/layout.ts";
import type { Emitter, Local } from "./assembler/index.ts";
import { type Bundle, ofCopy } from "./bundle.ts";
import {
  addIndices, constantIndex, depthOf, type Index, indexKey, scaleIndex, type Term,
} from "./indexExpression.ts"; // biome-ignore format: a list
import { eachLane, emitLanes, growthOf, keyedIndex, termsLocal } from "./lanes.ts";
import type { LoopNest } from "./loopNest.ts";
import type { Place } from "./memoryPlan.ts";

/** A byte of memory: a computed number and a constant. */
export interface Point {
  readonly base: Local | null;
  readonly offset: number;
}

/** Where the elements of a pair lie. */
export type Address = readonly [Point, Point];

/** Where the first element of a round lies, for all of its elements. */
export function firstOf([address]: Bundle<Address>): Bundle<Address> {
  const [first] = address as Address;
  return [[first, first]];
}

/** Whether all elements of a round lie at one place. */
export function isOnePlace(addresses: Bundle<Address>): boolean {
  const [first, second] = addresses[0] as Address;
  return addresses.length === 1 && first.base === second.base && first.offset === second.offset;
}

/** The element number of an index tuple in a place, its blocked axis apart. */
function linearIndex(place: Place, indices: readonly Index[]): Index {
  return indices.reduce(
    (sum, index, axis) =>
      axis === place.blockedAxis ? sum : addIndices(sum, scaleIndex(index, place.strides[axis] as number)),
    place.start ?? constantIndex(0),
  );
}

/** Whether an index is a constant and a sum of counters, neither negative: offsets are unsigned and do not wrap. */
function countsUp({ constant, terms, dynamics }: Index): boolean {
  return constant >= 0 && dynamics.length === 0 && terms.every(({ factor }) => factor > 0);
}

export function addressesOf(nest: LoopNest, place: Place, indices: readonly Index[]): Bundle<Address> {
  const linear = linearIndex(place, indices);
  const blocked = place.blockedAxis === undefined ? undefined : indices[place.blockedAxis];
  if (!blocked) return linearAddresses(nest, place, linear);
  const along = place.strides[place.blockedAxis as number] as number;
  if (countsUp(blocked) && countsUp(linear) && growthOf(nest, linear) === 0)
    return blockAddresses(nest, place, linear, blocked, along);
  const key = `blocks(${indexKey(blocked)},${along})`;
  const moved = keyedIndex(nest, depthOf(blocked), key, ({ emitter: e }) =>
    eachLane(emitLanes(nest, blocked), (lane) => inBlocks(e, lane, along)),
  );
  return linearAddresses(nest, place, addIndices(linear, moved));
}

function linearAddresses(nest: LoopNest, place: Place, linear: Index): Bundle<Address> {
  const bytes = addIndices(scaleIndex(linear, 8), constantIndex(place.offset));
  if (!countsUp(bytes))
    return emitLanes(nest, bytes).map(([first, second]) => [
      { base: first, offset: 0 },
      { base: second, offset: 0 },
    ]);
  const growth = growthOf(nest, bytes);
  const base = termsLocal(nest, bytes.terms);
  const at = (element: number): Point => ({ base, offset: bytes.constant + element * growth });
  return Array.from({ length: growth === 0 ? 1 : nest.copies }, (_, copy) => [
    at(2 * copy),
    at(2 * copy + 1),
  ]);
}

/** Where index `i` of a blocked axis lies. */
function inBlocks(e: Emitter, i: Local, stride: number): Local {
  const start = e.op("i32.mul", e.op("i32.and", i, e.constI32(-BLOCK)), e.constI32(stride));
  return e.op("i32.add", start, e.op("i32.and", i, e.constI32(BLOCK - 1)));
}

/** The largest power of two, up to BLOCK, that divides whatever the counters make. */
function divisor(nest: LoopNest, terms: readonly Term[]): number {
  let size = BLOCK;
  while (terms.some(({ depth, factor }) => (nest.at(depth).divisor * factor) % size !== 0)) size /= 2;
  return size;
}

/** An index that is the same in both lanes and all copies. */
function firstLane(nest: LoopNest, index: Index): Local {
  return ofCopy(emitLanes(nest, index), 0)[0];
}

/**
 * Addresses along a blocked axis, from an index that counts in groups of a power of two: elements of a group are
 * neighbours, and when a group is a block, groups are equally far from one another.
 */
function blockAddresses(
  nest: LoopNest,
  place: Place,
  linear: Index,
  { constant, terms }: Index,
  stride: number,
): Bundle<Address> {
  const group = divisor(nest, terms);
  const counters: Index = { constant: 0, terms, dynamics: [] };
  const growth = growthOf(nest, counters);
  const startOf = (number: number): Index => {
    if (group === BLOCK)
      return addIndices(scaleIndex(counters, stride), constantIndex(number * BLOCK * stride));
    const depth = depthOf(counters);
    const key = `group(${indexKey(counters)},${stride},${number})`;
    return keyedIndex(nest, depth, key, ({ emitter: e }) => {
      const index = e.op("i32.add", termsLocal(nest, terms) as Local, e.constI32(number * group));
      const start = inBlocks(e, index, stride);
      return [[start, start]];
    });
  };
  const point = (element: number): Point => {
    const index = constant + element * growth;
    const start = addIndices(linear, startOf(Math.floor(index / group)));
    const bytes = scaleIndex({ ...start, constant: 0 }, 8);
    const offset = place.offset + 8 * (start.constant + (index % group));
    const base = bytes.dynamics.length === 0 ? termsLocal(nest, bytes.terms) : firstLane(nest, bytes);
    return { base, offset };
  };
  return Array.from({ length: growth === 0 ? 1 : nest.copies }, (_, copy) => [
    point(2 * copy),
    point(2 * copy + 1),
  ]);
}

/** Both elements of a pair. */
export function loadPair(e: Emitter, [first, second]: Address): Local {
  const step = second.offset - first.offset;
  if (first.base === second.base && step === 8) return e.load("v128.load", first.base, first.offset);
  const both = e.load("v128.load64_splat", first.base, first.offset);
  return first.base === second.base && step === 0 ? both : e.loadLane(both, 1, second.base, second.offset);
}

/** Both elements of a pair, or the first alone. */
export function storePair(e: Emitter, [first, second]: Address, value: Local, single: boolean): void {
  if (!single && first.base === second.base && second.offset - first.offset === 8) {
    e.store("v128.store", first.base, first.offset, value);
    return;
  }
  e.storeLane(value, 0, first.base, first.offset);
  if (!single) e.storeLane(value, 1, second.base, second.offset);
}

/** Adds one lane to a double in memory. */
export function addLane(e: Emitter, address: Address, value: Local, lane: 0 | 1): void {
  const { base, offset } = address[lane];
  const sum = e.op("f64.add", e.load("f64.load", base, offset), e.op(`f64x2.extract_lane ${lane}`, value));
  e.store("f64.store", base, offset, sum);
}

/** Adds both lanes to a double in memory. */
export function addLanes(e: Emitter, [{ base, offset }]: Address, value: Local): void {
  const [first, second] = ([0, 1] as const).map((lane) => e.op(`f64x2.extract_lane ${lane}`, value));
  const added = e.op("f64.add", first as Local, second as Local);
  e.store("f64.store", base, offset, e.op("f64.add", e.load("f64.load", base, offset), added));
}

/** The address of one lane, moved by so many bytes. */
export function movedBy(e: Emitter, address: Address, lane: 0 | 1, bytes: Local): Address {
  const { base, offset } = address[lane];
  const moved = { base: base ? e.op("i32.add", base, bytes) : bytes, offset };
  return [moved, moved];
}
