// How the elements of an array are spread over memory: strides, and blocks of a long axis. Plain data and arithmetic.

/** How many neighbours along a blocked axis lie side by side: a round of four pairs. A power of two. */
export const BLOCK = 8;

/**
 * Element i along an axis lies i * stride from the first. One axis may be cut into blocks, so that a loop along it reads
 * one piece of memory, not a piece for each index of the others: there element i lies at
 * floor(i / BLOCK) * BLOCK * stride + i % BLOCK.
 */
export interface Layout {
  /** In elements of eight bytes, one for each axis. */
  readonly strides: readonly number[];
  readonly blockedAxis?: number;
}

/** Where an index along an axis lies, beside index 0. */
export function placeAlong({ strides, blockedAxis }: Layout, axis: number, index: number): number {
  const stride = strides[axis] as number;
  if (axis !== blockedAxis) return index * stride;
  const within = index % BLOCK;
  return (index - within) * stride + within;
}

/** An axis along which elements lie in another order: that at an index lies where place[index] would. */
export interface Reordered {
  readonly axis: number;
  readonly place: Int32Array;
}

/** Writes row-major values to memory, `start` being where the first of them lies if none is reordered. */
export function writeInLayout(
  values: ArrayLike<number>,
  shape: readonly number[],
  layout: Layout,
  memory: Float64Array,
  start: number,
  reordered?: Reordered,
): void {
  const places = shape.map((extent, axis) => {
    const place = axis === reordered?.axis ? reordered.place : undefined;
    const along = new Int32Array(extent);
    for (let i = 0; i < extent; i++) along[i] = placeAlong(layout, axis, place ? place[i]! : i);
    return along;
  });
  const last = places.pop() ?? Int32Array.of(0);
  let next = 0;
  const writeFrom = (axis: number, place: number): void => {
    const along = places[axis];
    if (along) for (const step of along) writeFrom(axis + 1, place + step);
    else for (let i = 0; i < last.length; i++) memory[place + last[i]!] = values[next++]!;
  };
  writeFrom(0, start);
}
