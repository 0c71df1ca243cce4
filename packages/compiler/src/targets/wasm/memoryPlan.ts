// Pass: gives every value that lies in memory its place: an offset in bytes and how its elements follow one another.
import type { Node, Shape } from "../../program/node.ts";
import { longestAxis, sizeOf, stridesOf } from "../../program/shape.ts";
import { BLOCK, type Layout } from "../../runtime/layout.ts";
import type { Index } from "./indexExpression.ts";

/** Bytes of a cache line, which is a block of doubles. */
const LINE = 8 * BLOCK;

export interface Place extends Layout {
  /** Bytes from the start of memory. */
  readonly offset: number;
  /** Where it begins beyond the offset, in elements: for a slice of which there is another at each step of a loop. */
  readonly start?: Index;
}

function rowMajor(shape: Shape): Layout {
  return { strides: stridesOf(shape) };
}

/** Strides that make one axis the fastest, and the others row-major, where it has `step` elements. */
function fastest(shape: Shape, first: number, step: number): number[] {
  const strides = new Array<number>(shape.length).fill(0);
  let stride = step;
  for (const axis of [...shape.keys()].filter((axis) => axis !== first).reverse()) {
    strides[axis] = stride;
    stride *= shape[axis] as number;
  }
  if (first < shape.length) strides[first] = stride / step;
  return strides;
}

/** The longest axis contiguous, so that a loop along it loads two neighbours at once. */
export function longestAxisFirst(shape: Shape): Layout {
  const longest = longestAxis(shape);
  const strides = fastest(shape, longest, shape[longest] ?? 1);
  return { strides: strides.map((stride, axis) => (axis === longest ? 1 : stride)) };
}

/** In blocks along the longest axis where that is long beside the others together; else that axis contiguous. */
export function tallInBlocks(shape: Shape): Layout {
  const longest = longestAxis(shape);
  const extent = shape[longest] ?? 1;
  const others = sizeOf(shape) / extent;
  if (!(others > 1 && extent >= 2 * BLOCK && extent >= 2 * others)) return longestAxisFirst(shape);
  return { strides: fastest(shape, longest, BLOCK), blockedAxis: longest };
}

/** How many doubles an array takes, gaps counted. */
export function extentInMemory(shape: Shape, { strides, blockedAxis }: Layout): number {
  if (blockedAxis === undefined) return sizeOf(shape);
  return Math.ceil((shape[blockedAxis] as number) / BLOCK) * BLOCK * (strides[blockedAxis] as number);
}

export class MemoryPlan {
  readonly #places = new Map<Node, Place>();
  /** What must not be in blocks: algorithms know strides only. */
  readonly #operands: ReadonlySet<Node>;
  #next = 16;

  /** @param operands what algorithms of their own read */
  constructor(operands: ReadonlySet<Node>) {
    this.#operands = operands;
  }

  /** Bytes used so far. */
  get size(): number {
    return this.#next;
  }

  placeOf(node: Node): Place | undefined {
    return this.#places.get(node);
  }

  /** Reserves room for a node; the second call returns the first place. */
  allocate(node: Node, layout: Layout = rowMajor(node.shape), aligned = true): Place {
    const known = this.#places.get(node);
    if (known) return known;
    const place = { offset: this.reserve(extentInMemory(node.shape, layout), aligned), ...layout };
    this.#places.set(node, place);
    return place;
  }

  /** Gives a node a place that is there for it. */
  put(node: Node, place: Place): Place {
    this.#places.set(node, place);
    return place;
  }

  /** Room in the order in which loops along the longest axis read fastest. */
  allocateForLoops(node: Node): Place {
    const layout = this.#operands.has(node) ? longestAxisFirst(node.shape) : tallInBlocks(node.shape);
    return this.allocate(node, layout);
  }

  /** Room for a number of doubles, on the boundary of a cache line when `aligned`. */
  reserve(count: number, aligned = true): number {
    const offset = aligned ? Math.ceil(this.#next / LINE) * LINE : this.#next;
    this.#next = offset + 8 * count;
    return offset;
  }
}
