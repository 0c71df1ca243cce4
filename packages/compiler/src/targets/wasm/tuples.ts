// Every index tuple of a box, in row-major order.
export function tuples(extents: readonly number[]): number[][] {
  let result: number[][] = [[]];
  for (const extent of extents) {
    result = result.flatMap((tuple) => Array.from({ length: extent }, (_, i) => [...tuple, i]));
  }
  return result;
}
