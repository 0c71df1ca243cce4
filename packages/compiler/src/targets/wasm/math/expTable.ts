// 2^(j / 256) for j = 0 .. 255 in more than double precision, laid out for exp.ts. Made when first asked for.
const ENTRIES = 256;
/** Bits of the fixed-point numbers that the powers are computed in. */
const BITS = 128n;

/** The largest integer whose square is at most `value`: Newton's method from above. */
function squareRoot(value: bigint): bigint {
  let root = 1n << (BITS + 1n);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

function makeTable(): Float64Array {
  let step = 2n << BITS;
  for (let entries = 1; entries < ENTRIES; entries *= 2) step = squareRoot(step << BITS);
  const table = new Float64Array(2 * ENTRIES);
  const bits = new BigInt64Array(table.buffer);
  const double = new Float64Array(1);
  const pattern = new BigInt64Array(double.buffer);
  let power = 1n << BITS;
  for (let j = 0; j < ENTRIES; j++) {
    // 52 bits after the point, rounded; the number is in [1, 2), so that they are the significand of its double.
    const significand = (power + (1n << (BITS - 53n))) >> (BITS - 52n);
    double[0] = Number(significand) / 2 ** 52;
    bits[2 * j] = (pattern[0] as bigint) - (BigInt(j) << 44n);
    table[2 * j + 1] = Number(power - (significand << (BITS - 52n))) / Number(power);
    power = (power * step) >> BITS;
  }
  return table;
}

let table: Float64Array | undefined;

/**
 * [head, tail] for each j. 2^(j / 256) = h (1 + tail) with h a double; head is the double whose bits are those of h less
 * j 2^44: adding the bits of (256 k + j) 2^44 gives h 2^k (the device of glibc's exp).
 */
export function expTable(): Float64Array {
  table ??= makeTable();
  return table;
}
