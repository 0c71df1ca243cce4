// A radix-2 complex Fourier transform of power-of-two length, in place. The spectrum is left in bit-reversed
// order: a convolution multiplies it pointwise and comes back, so neither direction needs a permutation.

/** Complex numbers as two arrays of equal, power-of-two length. */
export interface ComplexArray {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Forward transform by decimation in frequency (Gentleman-Sande): natural order in, bit-reversed order out. */
export function forwardTransform({ re, im }: ComplexArray): void {
  const n = re.length;
  const { cos, sin } = twiddles(n);
  for (let half = n >> 1, stride = 1; half >= 1; half >>= 1, stride <<= 1) {
    for (let start = 0; start < n; start += 2 * half) {
      for (let k = 0, i = start; k < half; k++, i++) {
        const j = i + half;
        const dr = re[i]! - re[j]!;
        const di = im[i]! - im[j]!;
        const c = cos[k * stride]!;
        const s = sin[k * stride]!;
        re[i] = re[i]! + re[j]!;
        im[i] = im[i]! + im[j]!;
        re[j] = dr * c + di * s;
        im[j] = di * c - dr * s;
      }
    }
  }
}

/** Inverse transform by decimation in time (Cooley-Tukey), without the factor 1/n: bit-reversed order in, natural order out. */
export function inverseTransform({ re, im }: ComplexArray): void {
  const n = re.length;
  const { cos, sin } = twiddles(n);
  for (let half = 1, stride = n >> 1; half < n; half <<= 1, stride >>= 1) {
    for (let start = 0; start < n; start += 2 * half) {
      for (let k = 0, i = start; k < half; k++, i++) {
        const j = i + half;
        const c = cos[k * stride]!;
        const s = sin[k * stride]!;
        const tr = re[j]! * c - im[j]! * s;
        const ti = im[j]! * c + re[j]! * s;
        re[j] = re[i]! - tr;
        im[j] = im[i]! - ti;
        re[i] = re[i]! + tr;
        im[i] = im[i]! + ti;
      }
    }
  }
}

interface Twiddles {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

const cache = new Map<number, Twiddles>();

/** cos and sin of 2 pi k / n for k < n/2, kept per length: a summary transforms thousands of arrays of one length. */
function twiddles(n: number): Twiddles {
  const known = cache.get(n);
  if (known !== undefined) return known;
  const angle = (k: number) => (2 * Math.PI * k) / n;
  const cos = Float64Array.from({ length: n >> 1 }, (_, k) => Math.cos(angle(k)));
  const sin = Float64Array.from({ length: n >> 1 }, (_, k) => Math.sin(angle(k)));
  const made = { cos, sin };
  cache.set(n, made);
  return made;
}
