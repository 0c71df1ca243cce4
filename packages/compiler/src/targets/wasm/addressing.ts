// Where elements lie in memory, and the code that loads and stores them. Decides nothing of what is in memory.
import { InternalError } from "../../errors.ts";
import type { Emitter, Local } from "./assembler/index.ts";
import type { Bundle } from "./bundle.ts";
import { addIndices, constantIndex, type Index, scaleIndex } from "./indexExpression.ts";
import { emitLanes, growthOf, termsLocal } from "./lanes.ts";
import type { LoopNest } from "./loopNest.ts";
import type { Place } from "./memoryPlan.ts";

/** Where a pair of elements lies: that of lane 0, and how far that of lane 1 is from it. */
export interface Address {
  readonly base: Local | null;
  readonly offset: number;
  /** Bytes from lane 0 to lane 1; null when lane 1 has an address of its own. */
  readonly laneStep: number | null;
  /** The address of lane 1 when `laneStep` is null; the same offset applies. */
  readonly second: Local | null;
}

/** The element number of an index tuple in a place. */
function linearIndex(place: Place, indices: readonly Index[]): Index {
  return indices.reduce(
    (sum, index, axis) => addIndices(sum, scaleIndex(index, place.strides[axis] as number)),
    place.start ?? constantIndex(0),
  );
}

export function addressesOf(nest: LoopNest, place: Place, indices: readonly Index[]): Bundle<Address> {
  const bytes = scaleIndex(linearIndex(place, indices), 8);
  const growth = growthOf(nest, bytes);
  const offset = place.offset + bytes.constant;
  if (bytes.dynamics.length === 0 && bytes.terms.every(({ factor }) => factor > 0) && offset >= 0) {
    const base = termsLocal(nest, bytes.terms);
    return Array.from({ length: growth === 0 ? 1 : nest.copies }, (_, copy) => {
      return { base, offset: offset + 2 * copy * growth, laneStep: growth, second: null };
    });
  }
  // Offsets are unsigned and do not wrap, so a sum that may pass below zero is computed whole.
  return emitLanes(nest, addIndices(bytes, constantIndex(place.offset))).map(([first, second]) => {
    if (bytes.dynamics.length === 0) return { base: first, offset: 0, laneStep: growth, second: null };
    return { base: first, offset: 0, laneStep: first === second ? 0 : null, second };
  });
}

function loadSecond(e: Emitter, first: Local, base: Local | null, offset: number): Local {
  if (offset >= 0) return e.loadLane(first, 1, base, offset);
  return e.loadLane(first, 1, e.op("i32.add", base as Local, e.constI32(offset)), 0);
}

/** Both elements of a pair. */
export function loadPair(e: Emitter, { base, offset, laneStep, second }: Address): Local {
  if (laneStep === 8) return e.load("v128.load", base, offset);
  const first = e.load("v128.load64_splat", base, offset);
  if (laneStep === null) return e.loadLane(first, 1, second, offset);
  return laneStep === 0 ? first : loadSecond(e, first, base, offset + laneStep);
}

/** Both elements of a pair, or the first alone. */
export function storePair(
  e: Emitter,
  { base, offset, laneStep, second }: Address,
  value: Local,
  single: boolean,
): void {
  if (laneStep === 8 && !single) {
    e.store("v128.store", base, offset, value);
    return;
  }
  e.storeLane(value, 0, base, offset);
  if (single) return;
  if (laneStep === null) e.storeLane(value, 1, second, offset);
  else if (offset + laneStep >= 0) e.storeLane(value, 1, base, offset + laneStep);
  else throw new InternalError("A store would lie before the start of memory.");
}

/** Adds one lane to a double in memory. */
export function addLane(e: Emitter, address: Address, value: Local, lane: 0 | 1): void {
  const { base, offset, laneStep, second } = address;
  const start = lane === 1 && laneStep === null ? second : base;
  const at = offset + lane * (laneStep ?? 0);
  const sum = e.op("f64.add", e.load("f64.load", start, at), e.op(`f64x2.extract_lane ${lane}`, value));
  e.store("f64.store", start, at, sum);
}

/** The address of a pair moved by so many bytes in each lane. */
export function movedBy(e: Emitter, address: Address, lane: 0 | 1, bytes: Local): Address {
  const { base, offset, laneStep, second } = address;
  const start = lane === 1 && laneStep === null ? second : base;
  const at = offset + lane * (laneStep ?? 0);
  return { base: start ? e.op("i32.add", start, bytes) : bytes, offset: at, laneStep: 0, second: null };
}
