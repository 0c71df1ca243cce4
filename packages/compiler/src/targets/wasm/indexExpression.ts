// Symbolic indices: a constant, plus multiples of loop counters, plus numbers known only at run time.
import type { Shape } from "../../program/node.ts";
import { stridesOf } from "../../program/shape.ts";
import type { Local } from "./assembler/index.ts";
import type { Bundle } from "./bundle.ts";

/** A multiple of the counter of the loop at some depth of the nest (1 is the outermost). */
export interface Term {
  readonly depth: number;
  readonly factor: number;
}

/** An i32 for each element of a pair; one local where they are equal. */
export type LanePair = readonly [Local, Local];

/** An integer for each element, computed by code. */
export interface Dynamic {
  readonly lanes: Bundle<LanePair>;
  readonly key: string;
  readonly depth: number;
}

export interface Index {
  readonly constant: number;
  /** By depth, no zero factors. */
  readonly terms: readonly Term[];
  readonly dynamics: readonly { readonly value: Dynamic; readonly factor: number }[];
}

export function constantIndex(constant: number): Index {
  return { constant, terms: [], dynamics: [] };
}

/** counter + offset of the loop at this depth. */
export function loopIndex(depth: number, offset = 0): Index {
  return { constant: offset, terms: [{ depth, factor: 1 }], dynamics: [] };
}

export function dynamicIndex(value: Dynamic): Index {
  return { constant: 0, terms: [], dynamics: [{ value, factor: 1 }] };
}

export function addIndices(a: Index, b: Index): Index {
  const factors = new Map<number, number>();
  for (const { depth, factor } of [...a.terms, ...b.terms])
    factors.set(depth, (factors.get(depth) ?? 0) + factor);
  const terms = [...factors]
    .filter(([, factor]) => factor !== 0)
    .sort(([x], [y]) => x - y)
    .map(([depth, factor]) => ({ depth, factor }));
  return { constant: a.constant + b.constant, terms, dynamics: [...a.dynamics, ...b.dynamics] };
}

export function scaleIndex(index: Index, by: number): Index {
  if (by === 0) return constantIndex(0);
  return {
    constant: index.constant * by,
    terms: index.terms.map(({ depth, factor }) => ({ depth, factor: factor * by })),
    dynamics: index.dynamics.map(({ value, factor }) => ({ value, factor: factor * by })),
  };
}

/** The depth of the innermost loop that the index depends on; 0 for none. */
export function depthOf(index: Index): number {
  let depth = index.terms.at(-1)?.depth ?? 0;
  for (const { value } of index.dynamics) depth = Math.max(depth, value.depth);
  return depth;
}

/** Equal keys mean equal indices. */
export function indexKey(index: Index): string {
  const terms = index.terms.map(({ depth, factor }) => `${factor}L${depth}`);
  const dynamics = index.dynamics.map(({ value, factor }) => `${factor}D${value.key}`);
  return [index.constant, ...terms, ...dynamics].join("+");
}

export function isConstantIndex(index: Index): boolean {
  return index.terms.length === 0 && index.dynamics.length === 0;
}

/** The row-major position of constant indices. */
export function positionOf(indices: readonly Index[], shape: Shape): number {
  const strides = stridesOf(shape);
  return indices.reduce((at, index, axis) => at + index.constant * (strides[axis] as number), 0);
}

/** The least and greatest value of an index without dynamic parts, given the extents of the loops by depth. */
export function indexRange(index: Index, extentAt: (depth: number) => number): [number, number] {
  let low = index.constant;
  let high = index.constant;
  for (const { depth, factor } of index.terms) {
    const reach = factor * (extentAt(depth) - 1);
    if (reach < 0) low += reach;
    else high += reach;
  }
  return [low, high];
}

/**
 * Quotient and remainder by a positive divisor, when both are again sums of multiples of counters: the terms that the
 * divisor divides make the quotient, and the rest stays within [0, divisor).
 */
export function divideIndex(
  index: Index,
  divisor: number,
  extentAt: (depth: number) => number,
): [Index, Index] | undefined {
  if (divisor === 1) return [index, constantIndex(0)];
  if (index.dynamics.length > 0) return undefined;
  const whole = index.terms.filter(({ factor }) => factor % divisor === 0);
  const part = index.terms.filter(({ factor }) => factor % divisor !== 0);
  const [low, high] = indexRange({ constant: 0, terms: part, dynamics: [] }, extentAt);
  const quotient = Math.floor((index.constant + low) / divisor);
  const rest = index.constant - quotient * divisor;
  if (rest + low < 0 || rest + high >= divisor) return undefined;
  const terms = whole.map(({ depth, factor }) => ({ depth, factor: factor / divisor }));
  return [
    { constant: quotient, terms, dynamics: [] },
    { constant: rest, terms: part, dynamics: [] },
  ];
}
