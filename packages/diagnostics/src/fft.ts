// A complex Fourier transform of power-of-two length, in place: as much of one as an autocovariance needs.

/** Complex numbers as two arrays of equal, power-of-two length. */
export interface ComplexArray {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * Forward transform by decimation in frequency (Gentleman-Sande), natural order in, bit-reversed order out.
 * A pass does two radix-2 stages at once, which halves the traffic with memory.
 */
export function fourierTransform(signal: ComplexArray): void {
  const n = signal.re.length;
  let block = n;
  for (; block >= 4; block >>= 2) {
    const roots = rootsOfUnity(block);
    for (let start = 0; start < n; start += block) splitInFour(signal, roots, start, block >> 2);
  }
  if (block === 2) combinePairs(signal);
}

/** Entries k of a block's quarters a, b, c, d become entries k of four blocks of length q, yet to transform. */
function splitInFour({ re, im }: ComplexArray, roots: ComplexArray, start: number, q: number): void {
  const { re: cos, im: sin } = roots;
  for (let k = 0; k < q; k++) {
    const a = start + k;
    const b = a + q;
    const c = b + q;
    const d = c + q;
    const evenRe = re[a]! + re[c]!;
    const evenIm = im[a]! + im[c]!;
    const oddRe = re[b]! + re[d]!;
    const oddIm = im[b]! + im[d]!;
    const acRe = re[a]! - re[c]!;
    const acIm = im[a]! - im[c]!;
    const bdRe = re[b]! - re[d]!;
    const bdIm = im[b]! - im[d]!;
    re[a] = evenRe + oddRe;
    im[a] = evenIm + oddIm;
    const c2 = cos[2 * k]!;
    const s2 = sin[2 * k]!;
    re[b] = (evenRe - oddRe) * c2 + (evenIm - oddIm) * s2;
    im[b] = (evenIm - oddIm) * c2 - (evenRe - oddRe) * s2;
    const c1 = cos[k]!;
    const s1 = sin[k]!;
    re[c] = (acRe + bdIm) * c1 + (acIm - bdRe) * s1;
    im[c] = (acIm - bdRe) * c1 - (acRe + bdIm) * s1;
    const c3 = cos[3 * k]!;
    const s3 = sin[3 * k]!;
    re[d] = (acRe - bdIm) * c3 + (acIm + bdRe) * s3;
    im[d] = (acIm + bdRe) * c3 - (acRe - bdIm) * s3;
  }
}

/** The last stage of a length that is twice a power of 4. */
function combinePairs({ re, im }: ComplexArray): void {
  for (let i = 0; i < re.length; i += 2) {
    const differenceRe = re[i]! - re[i + 1]!;
    const differenceIm = im[i]! - im[i + 1]!;
    re[i] = re[i]! + re[i + 1]!;
    im[i] = im[i]! + im[i + 1]!;
    re[i + 1] = differenceRe;
    im[i + 1] = differenceIm;
  }
}

/** Bit-reversed order to natural order, or back. */
export function bitReversed(values: Float64Array): Float64Array {
  const n = values.length;
  const out = new Float64Array(n);
  for (let i = 0, reversed = 0; i < n; i++) {
    out[reversed] = values[i]!;
    let bit = n >> 1; // count `reversed` up from its highest bit
    for (; (reversed & bit) !== 0; bit >>= 1) reversed ^= bit;
    reversed |= bit;
  }
  return out;
}

const cache = new Map<number, ComplexArray>();

/** exp(2 pi i k / n) for k < 3n/4, kept per length: a summary transforms thousands of arrays of one length. */
function rootsOfUnity(n: number): ComplexArray {
  const known = cache.get(n);
  if (known !== undefined) return known;
  const length = (3 * n) >> 2;
  const made = { re: new Float64Array(length), im: new Float64Array(length) };
  for (let k = 0; k < length; k++) {
    made.re[k] = Math.cos((2 * Math.PI * k) / n);
    made.im[k] = Math.sin((2 * Math.PI * k) / n);
  }
  cache.set(n, made);
  return made;
}
