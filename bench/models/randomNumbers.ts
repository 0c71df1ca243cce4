// Reproducible numbers for synthetic data: xorshift32 uniforms, and near-normals as sums of four of them. Not for inference.

export interface Numbers {
  /** In [0, 1). */
  uniform(): number;
  /** Mean 0, variance 1. */
  normal(): number;
  integer(below: number): number;
}

export function numbers(seed: number): Numbers {
  let state = seed | 1;
  const uniform = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4294967296;
  };
  return {
    uniform,
    normal: () => Math.sqrt(3) * (uniform() + uniform() + uniform() + uniform() - 2),
    integer: (below) => Math.floor(below * uniform()),
  };
}

export function fill(length: number, value: () => number): Float64Array {
  const values = new Float64Array(length);
  for (let i = 0; i < length; i++) values[i] = value();
  return values;
}
