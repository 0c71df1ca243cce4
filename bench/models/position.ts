// Where the benchmarks evaluate.

/** A point near the origin of unconstrained space, the same for every library. */
export function position(dimension: number): Float64Array {
  return Float64Array.from({ length: dimension }, (_, i) => 0.1 * ((i % 5) - 2));
}
