// Pass: gives every value that lies in memory its place: an offset in bytes and a stride for each axis.
import type { Node, Shape } from "../../program/node.ts";
import { sizeOf, stridesOf } from "../../program/shape.ts";
import type { Index } from "./indexExpression.ts";

export interface Place {
  /** Bytes from the start of memory. */
  readonly offset: number;
  /** In elements of eight bytes, one for each axis. */
  readonly strides: readonly number[];
  /** Where it begins beyond the offset, in elements: for a slice of which there is another at each step of a loop. */
  readonly start?: Index;
}

/** Strides that make the longest axis contiguous, so that a loop along it loads two neighbours at once. */
export function longestAxisFirst(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(0);
  const longest = shape.reduce((best, extent, axis) => (extent >= (shape[best] as number) ? axis : best), 0);
  let stride = 1;
  const order = [...shape.keys()].filter((axis) => axis !== longest).reverse();
  for (const axis of shape.length === 0 ? [] : [longest, ...order]) {
    strides[axis] = stride;
    stride *= shape[axis] as number;
  }
  return strides;
}

export class MemoryPlan {
  readonly #places = new Map<Node, Place>();
  #next: number;

  constructor(start = 16) {
    this.#next = start;
  }

  /** Bytes used so far. */
  get size(): number {
    return this.#next;
  }

  placeOf(node: Node): Place | undefined {
    return this.#places.get(node);
  }

  /** Reserves room for a node; the second call returns the first place. */
  allocate(node: Node, strides: readonly number[] = stridesOf(node.shape), aligned = true): Place {
    const known = this.#places.get(node);
    if (known) return known;
    const place = { offset: this.reserve(sizeOf(node.shape), aligned), strides };
    this.#places.set(node, place);
    return place;
  }

  /** Gives a node a place that is there for it. */
  put(node: Node, place: Place): Place {
    this.#places.set(node, place);
    return place;
  }

  /** Room for a number of doubles, on a 16-byte boundary when `aligned`. */
  reserve(count: number, aligned = true): number {
    const offset = aligned ? Math.ceil(this.#next / 16) * 16 : this.#next;
    this.#next = offset + 8 * count;
    return offset;
  }
}
