// Reads float32 values back as the doubles that their shortest decimals denote: 0.1 that tfjs rounded to float32 is 0.1 again.

import type { HeldNumbers } from "../program/ops.ts";

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

/** Quotients below this, in float32's spacing, are the shortest: a shorter decimal beside them would be the same double. */
const MAX_SURE_INTEGER = 2 ** 23;
/** Numbers that people write fit seven digits: float32 keeps no more. */
const MAX_WRITTEN_DIGITS = 7;
const LARGE = 4096;
const SAMPLE = 256;

/** How many decimals a number is written with, at most 22. */
function decimalsOf(written: number): number {
  return POWERS_OF_TEN.findIndex(
    (power) => power === 1e22 || Math.round(written * power) / power === written,
  );
}

/** Whether a large array holds numbers that were computed: a sample of it has some with more digits than are written. */
function wasComputed(values: Float32Array): boolean {
  if (values.length < LARGE) return false;
  const step = Math.floor(values.length / SAMPLE);
  for (let i = 0; i < values.length; i += step) {
    const digits = shortestDecimal(values[i]!)
      .toExponential()
      .replace(/e.*|[-.]/g, "");
    if (digits.length > MAX_WRITTEN_DIGITS) return true;
  }
  return false;
}

/**
 * `shortestDecimal` of every element; or `values`, when it is a large array whose numbers were computed, not written:
 * their shortest decimals are no nearer to what was rounded.
 */
export function widenFloat32(values: Float32Array): HeldNumbers {
  if (wasComputed(values)) return values;
  const out = new Float64Array(values.length);
  let decimals = 0; // neighbours mostly have equally many
  for (let i = 0; i < out.length; i++) {
    const value = values[i]!;
    const power = POWERS_OF_TEN[decimals]!;
    const integer = Math.round(value * power);
    const candidate = integer / power;
    if (integer < MAX_SURE_INTEGER && integer > -MAX_SURE_INTEGER && Math.fround(candidate) === value) {
      out[i] = candidate;
    } else {
      out[i] = shortestDecimal(value);
      if (Math.trunc(value) !== value) decimals = decimalsOf(out[i]!);
    }
  }
  return out;
}
