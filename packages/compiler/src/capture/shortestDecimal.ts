// Reads float32 values back as the doubles that their shortest decimals denote: 0.1 that tfjs rounded to float32 is 0.1 again.

const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));
const MAX_EXACT_INTEGER = 2 ** 24;
/** Nine significant digits always tell float32 values apart, so fifteen decimals are enough from here on. */
const SMALLEST_BY_DIVISION = 1e-6;

/** The shortest decimal that rounds to the float32 `value`, by trying 1 to 9 significant digits. */
function bySignificantDigits(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return Number(value.toPrecision(9));
}

/**
 * The double nearest to the shortest decimal that rounds to the float32 `value`. An integer below 10^9 divided by a power
 * of ten up to 10^22 is correctly rounded, so the common case needs no text.
 */
export function shortestDecimal(value: number): number {
  const size = Math.abs(value);
  if (size <= MAX_EXACT_INTEGER && Math.trunc(value) === value) return value;
  if (!(size >= SMALLEST_BY_DIVISION && size < MAX_EXACT_INTEGER)) {
    return Number.isFinite(value) ? bySignificantDigits(value) : value;
  }
  for (let decimals = 1; decimals <= 15; decimals++) {
    const power = POWERS_OF_TEN[decimals]!;
    const candidate = Math.round(value * power) / power;
    if (Math.fround(candidate) === value) return candidate;
  }
  return bySignificantDigits(value);
}

/** `shortestDecimal` of every element. */
export function widenFloat32(values: Float32Array): Float64Array {
  const out = new Float64Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = shortestDecimal(values[i]!);
  return out;
}
