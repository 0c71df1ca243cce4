// Uniform doubles from successive counters of one key. Not a distribution: families live in packages/distributions.
import { threefry2x32 } from "./threefry2x32.ts";

/**
 * An endless stream of uniforms in [0, 1) with 53 random bits: the top bits of jax.random.bits(key, dtype=uint64).
 * @param key two words; the stream owns it, so split or fold it before using it for anything else
 * @param lane streams of one key with different lanes (32-bit integers) never meet: the lane is the counter's high word
 */
export function uniformStream(key: Uint32Array, lane = 0): () => number {
  const k0 = key[0]!;
  const k1 = key[1]!;
  const block = new Uint32Array(2);
  let counter = 0;
  return () => {
    threefry2x32(k0, k1, lane, counter++, block);
    return (block[0]! * 2097152 + (block[1]! >>> 11)) * 1.1102230246251565e-16;
  };
}
