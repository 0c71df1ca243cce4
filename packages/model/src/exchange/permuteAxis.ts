// Elements of an array in another order along one axis.

/** The array, row-major, whose element i along `axis` is the given one's element `order[i]`. */
export function permuteAxis(
  values: Float64Array,
  shape: readonly number[],
  axis: number,
  order: ArrayLike<number>,
): Float64Array {
  const extent = shape[axis]!;
  const inner = shape.slice(axis + 1).reduce((size, n) => size * n, 1);
  const out = new Float64Array(values.length);
  for (let block = 0; block < values.length; block += extent * inner) {
    for (let i = 0; i < extent; i++) {
      const from = block + order[i]! * inner;
      out.set(values.subarray(from, from + inner), block + i * inner);
    }
  }
  return out;
}
