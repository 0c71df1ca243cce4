// Threefry against Random123's known answers; keys against JAX's, whose construction they share.
import { describe, expect, it } from "vitest";
import { foldIn, keyFromSeed, splitKey, threefry2x32 } from "../../src/random/index.ts";

function encipher(key: [number, number], counter: [number, number]): number[] {
  const out = new Uint32Array(2);
  threefry2x32(...key, ...counter, out);
  return [...out];
}

describe("threefry2x32", () => {
  it("gives the known answers of Random123 (kat_vectors, threefry2x32 20)", () => {
    expect(encipher([0, 0], [0, 0])).toEqual([0x6b200159, 0x99ba4efe]);
    expect(encipher([0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff])).toEqual([0x1cb996fc, 0xbb002be7]);
    expect(encipher([0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3])).toEqual([0xc4923a9c, 0x483df7a0]);
  });
});

describe("keyFromSeed", () => {
  it("holds the seed's high and low words, as jax.random.PRNGKey does under x64", () => {
    // jax 0.10.2: jax.random.PRNGKey(42), PRNGKey(2**40 + 5)
    expect([...keyFromSeed(42)]).toEqual([0, 42]);
    expect([...keyFromSeed(2 ** 40 + 5)]).toEqual([256, 5]);
    expect([...keyFromSeed((1n << 40n) + 5n)]).toEqual([256, 5]);
    expect([...keyFromSeed((1n << 64n) - 1n)]).toEqual([0xffffffff, 0xffffffff]);
  });

  it("copies a key", () => {
    const key = Uint32Array.of(3, 4);
    const copy = keyFromSeed(key);
    expect(copy).toEqual(key);
    expect(copy).not.toBe(key);
  });

  it("refuses negative, fractional, oversized and malformed seeds, naming the value", () => {
    expect(() => keyFromSeed(-1)).toThrow("from 0 to 2^53 - 1 (2^64 - 1 as a bigint), not -1");
    expect(() => keyFromSeed(1.5)).toThrow("not 1.5");
    expect(() => keyFromSeed(NaN)).toThrow("not NaN");
    expect(() => keyFromSeed(2 ** 53)).toThrow("not 9007199254740992");
    expect(() => keyFromSeed(1n << 64n)).toThrow("not 18446744073709551616");
    expect(() => keyFromSeed(-1n)).toThrow("not -1");
    expect(() => keyFromSeed(new Uint32Array(3))).toThrow("a key has 2 words, not 3");
  });
});

describe("splitKey and foldIn", () => {
  it("split as jax.random.split does", () => {
    // jax 0.10.2: jax.random.split(jax.random.PRNGKey(42), 3)
    expect(splitKey(keyFromSeed(42), 3).map((key) => [...key])).toEqual([
      [1832780943, 270669613],
      [64467757, 2916123636],
      [2465931498, 255383827],
    ]);
    // jax 0.10.2, x64: jax.random.split(jax.random.PRNGKey(2**40 + 5))
    expect(splitKey(keyFromSeed(2 ** 40 + 5)).map((key) => [...key])).toEqual([
      [841998169, 2557459351],
      [316930262, 1451589314],
    ]);
  });

  it("fold in as jax.random.fold_in does", () => {
    // jax 0.10.2: jax.random.fold_in(jax.random.PRNGKey(42), 7)
    expect([...foldIn(keyFromSeed(42), 7)]).toEqual([2547012911, 1371500959]);
  });

  it("agree: folding in i gives member i of a split of any size", () => {
    const key = keyFromSeed(9);
    expect(splitKey(key, 5)[4]).toEqual(foldIn(key, 4));
    expect(splitKey(key, 8)[4]).toEqual(foldIn(key, 4));
  });

  it("refuse counts and data that are not 32-bit integers", () => {
    expect(() => splitKey(keyFromSeed(0), -1)).toThrow("count must be an integer from 0 to 2^32, not -1");
    expect(() => foldIn(keyFromSeed(0), 0.5)).toThrow("data must be an integer from 0 to 2^32 - 1, not 0.5");
    expect(() => foldIn(keyFromSeed(0), 2 ** 32)).toThrow("not 4294967296");
  });
});
