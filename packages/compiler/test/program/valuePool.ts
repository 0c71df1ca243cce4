// The nodes that a random program has so far, each with bounds that its elements keep whatever the inputs are, so that
// every op is applied where it is regular: away from overflow, poles and branch points. Not a test.
import * as build from "../../src/program/build.ts";
import type { DType, Node, Shape } from "../../src/program/node.ts";
import { broadcastShapes, sizeOf } from "../../src/program/shape.ts";

/** No node of a random program has more elements. */
export const LARGEST = 6000;

export interface Value {
  readonly node: Node;
  /** Every element lies in [low, high], for all inputs within [-2, 2]. */
  readonly low: number;
  readonly high: number;
}

/** Reproducible numbers in [0, 1): mulberry32. */
export function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Numbers for an input: in [-2, 2], or whole numbers from 0 to below `whole`. */
export function randomValues(seed: number, size: number, whole?: number): Float64Array {
  const next = generator(seed);
  return Float64Array.from({ length: size }, () =>
    whole === undefined ? 4 * next() - 2 : Math.floor(next() * whole),
  );
}

export function value(node: Node, low: number, high: number): Value {
  return { node, low, high };
}

export const reach = ({ low, high }: Value): number => Math.max(Math.abs(low), Math.abs(high));

/** The value mapped into [low, high], through x / (1 + |x|), unless it lies there already. */
export function within(x: Value, low: number, high: number): Value {
  const { node } = x;
  if (x.low >= low && x.high <= high && node.dtype !== "bool") return x;
  const squashed = build.binary("div", node, build.binary("add", build.scalar(1), build.unary("abs", node)));
  const half = build.binary("mul", squashed, build.scalar((high - low) / 2));
  return value(build.binary("add", half, build.scalar((high + low) / 2)), low, high);
}

/** Keeps numbers moderate, so that rounding errors of a long program stay small. */
export function moderate(x: Value): Value {
  if (reach(x) <= 200) return x;
  if (x.node.dtype !== "int32") return within(x, -3, 3);
  return value(build.binary("mod", x.node, build.scalar(7, "int32")), 0, 6);
}

/** The whole numbers that index an axis of `extent` elements, computed from a value. */
export function indicesFrom(x: Value, extent: number): Node {
  if (x.node.dtype === "int32") return build.binary("mod", x.node, build.scalar(extent, "int32"));
  return build.cast(within(x, 0, extent - 0.01).node, "int32");
}

export class ValuePool {
  readonly #values: Value[] = [];
  #numbers: readonly number[] = [];
  #next = 0;
  readonly #names: { count: number };

  /** @param around a pool whose inputs have other names */
  constructor(around?: ValuePool) {
    this.#names = around ? around.#names : { count: 0 };
  }

  /** The numbers that the next choices are made from. */
  use(numbers: readonly number[]): void {
    this.#numbers = numbers;
    this.#next = 0;
  }

  /** A whole number from 0 to below `count`. */
  choose(count: number): number {
    return count <= 1 ? 0 : (this.#numbers[this.#next++] ?? 0) % count;
  }

  oneOf<T>(list: readonly T[]): T {
    return list[this.choose(list.length)] as T;
  }

  freshName(prefix: string): string {
    return `${prefix}${this.#names.count++}`;
  }

  add(x: Value | undefined): void {
    if (x && sizeOf(x.node.shape) <= LARGEST) this.#values.push(moderate(x));
  }

  get all(): readonly Value[] {
    return this.#values;
  }

  /** One of the latest values for which the test holds, or undefined. */
  pick(test: (x: Value) => boolean = () => true): Value | undefined {
    const found = this.#values.filter(test).reverse().slice(0, 8);
    return found.length === 0 ? undefined : this.oneOf(found);
  }

  pickOf(dtype: DType): Value | undefined {
    return this.pick((x) => x.node.dtype === dtype);
  }

  /** A value of rank at least `rank`, made from another by inserting axes when there is none. */
  pickRank(rank: number, test: (x: Value) => boolean = () => true): Value | undefined {
    const x = this.pick(test);
    if (!x || x.node.shape.length >= rank) return x;
    const missing = new Array<number>(rank - x.node.shape.length).fill(1);
    const shape = this.choose(2) === 0 ? [...missing, ...x.node.shape] : [...x.node.shape, ...missing];
    return { ...x, node: build.reshape(x.node, shape) };
  }

  /** Another value that broadcasts with this one, given a last axis of size 1 if that helps. */
  partner(x: Value, test: (y: Value) => boolean = () => true): Value {
    const fits = (a: Shape): boolean => {
      try {
        return sizeOf(broadcastShapes([a, x.node.shape])) <= LARGEST;
      } catch {
        return false;
      }
    };
    const columns = (y: Value): Value => ({ ...y, node: build.reshape(y.node, [...y.node.shape, 1]) });
    const asTheyAre = this.#values.filter((y) => fits(y.node.shape) && test(y));
    const asColumns = this.#values
      .filter((y) => !fits(y.node.shape) && fits([...y.node.shape, 1]) && test(y))
      .map(columns);
    const found = [...asTheyAre, ...asColumns].reverse();
    return found.length === 0 ? x : this.oneOf(found);
  }

  /** An index for each axis. */
  axes(x: Value): number[] {
    return x.node.shape.map((_, axis) => axis);
  }

  /** A non-empty set of axes. */
  someAxes(x: Value): number[] {
    const { length } = x.node.shape;
    const mask = 1 + this.choose(2 ** length - 1);
    return this.axes(x).filter((axis) => mask & (1 << axis));
  }
}

/** How a random program applies an op; nothing when no value is fit for it. */
export type Build = (pool: ValuePool) => Value | undefined;
