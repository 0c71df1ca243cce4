// Splittable keys: two 32-bit words that stand for an independent stream. Same construction as JAX's, so that
// keyFromSeed, splitKey and foldIn give the words of jax.random.PRNGKey, split and fold_in (jax 0.5 and later).
import { UsageError } from "../errors.ts";
import { threefry2x32 } from "./threefry2x32.ts";

const TWO_32 = 4294967296;

/**
 * The key of a seed: its high and low 32 bits.
 * @param seed an integer from 0 to 2^53 - 1, a bigint from 0 to 2^64 - 1, or a key (returned as a copy)
 * @throws UsageError for anything else
 */
export function keyFromSeed(seed: number | bigint | Uint32Array): Uint32Array {
  if (seed instanceof Uint32Array) {
    if (seed.length === 2) return Uint32Array.from(seed);
    throw new UsageError(
      `keyFromSeed: a key has 2 words, not ${seed.length}; pass an integer seed or a key from splitKey.`,
    );
  }
  if (typeof seed === "bigint") {
    if (seed >= 0n && seed < 1n << 64n)
      return Uint32Array.of(Number(seed >> 32n), Number(seed & 0xffffffffn));
  } else if (Number.isSafeInteger(seed) && seed >= 0) {
    return Uint32Array.of(Math.floor(seed / TWO_32), seed % TWO_32);
  }
  throw new UsageError(
    `keyFromSeed: the seed must be an integer from 0 to 2^53 - 1 (2^64 - 1 as a bigint), not ${String(seed)}; ` +
      "use Date.now() where any seed will do.",
  );
}

/** `count` new keys, independent of one another; do not use `key` itself for anything else afterwards. */
export function splitKey(key: Uint32Array, count = 2): Uint32Array[] {
  if (!Number.isSafeInteger(count) || count < 0 || count > TWO_32) {
    throw new UsageError(`splitKey: count must be an integer from 0 to 2^32, not ${count}.`);
  }
  return Array.from({ length: count }, (_, i) => foldIn(key, i));
}

/**
 * The key number `data` of the family under `key`: random access into splitKey (foldIn(key, i) is splitKey(key, n)[i]).
 * @param data an integer from 0 to 2^32 - 1
 */
export function foldIn(key: Uint32Array, data: number): Uint32Array {
  if (!(data >= 0 && data < TWO_32 && Math.floor(data) === data)) {
    throw new UsageError(`foldIn: data must be an integer from 0 to 2^32 - 1, not ${data}.`);
  }
  const child = new Uint32Array(2);
  threefry2x32(key[0]!, key[1]!, 0, data, child);
  return child;
}
