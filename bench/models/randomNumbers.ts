// Reproducible numbers for synthetic data: xorshift32 uniforms, and normals as sums of twelve of them. Not for inference.

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
    normal: () => {
      let sum = -6;
      for (let i = 0; i < 12; i++) sum += uniform();
      return sum;
    },
    integer: (below) => Math.floor(below * uniform()),
  };
}

export function fill(length: number, value: () => number): Float64Array {
  return Float64Array.from({ length }, value);
}
