// The order of an array's values, by radix sort: several times faster than sorting indices with a comparator,
// and every rank statistic of a summary comes from it.

/** Indices of the values in ascending order, NaN last; equal values keep their order (-0 comes before 0). */
export function argsort(values: Float64Array): Uint32Array {
  const { low, high } = orderedKeys(values);
  let order = new Uint32Array(values.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  let spare = new Uint32Array(values.length);
  for (const words of [low, high]) {
    for (let shift = 0; shift < 32; shift += digitBits) {
      if (!distribute(words, shift, order, spare)) continue;
      [order, spare] = [spare, order];
    }
  }
  return order;
}

/** `values[order[0]], values[order[1]], ...` */
export function inOrder(values: Float64Array, order: Uint32Array): Float64Array {
  const out = new Float64Array(order.length);
  for (let i = 0; i < out.length; i++) out[i] = values[order[i]!]!;
  return out;
}

const digitBits = 11;

/** Stable counting sort by the digit at `shift` from `order` into `spare`; false, nothing done, if all share it. */
function distribute(words: Uint32Array, shift: number, order: Uint32Array, spare: Uint32Array): boolean {
  const mask = (1 << digitBits) - 1;
  const next = new Uint32Array(1 << digitBits);
  for (let i = 0; i < words.length; i++) next[(words[i]! >>> shift) & mask]!++;
  let start = 0;
  for (let digit = 0; digit < next.length; digit++) {
    const count = next[digit]!;
    if (count === words.length) return false;
    next[digit] = start;
    start += count;
  }
  for (let i = 0; i < order.length; i++) {
    const index = order[i]!;
    spare[next[(words[index]! >>> shift) & mask]!++] = index;
  }
  return true;
}

/** Doubles as two unsigned words that sort alike: sign bit flipped, or all bits of a negative; all ones for NaN. */
function orderedKeys(values: Float64Array): { low: Uint32Array; high: Uint32Array } {
  const bits = new Uint32Array(values.slice().buffer);
  const low = new Uint32Array(values.length);
  const high = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const word = bits[2 * i + highWord]!;
    const flip = Number.isNaN(values[i]!) ? ~word : word >>> 31 === 1 ? 0xffffffff : 0x80000000;
    high[i] = word ^ flip;
    low[i] = flip === 0x80000000 ? bits[2 * i + 1 - highWord]! : ~bits[2 * i + 1 - highWord]!;
  }
  return { low, high };
}

/** Which of a double's two words comes second in memory: 1 on little-endian machines, 0 on the others. */
const highWord = new Uint32Array(Float64Array.of(1).buffer)[1] === 0 ? 0 : 1;
