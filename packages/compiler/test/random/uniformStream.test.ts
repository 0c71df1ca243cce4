// The uniform stream: its bits against JAX's, its distribution and its independence across keys and lanes.
import { describe, expect, it } from "vitest";
import { keyFromSeed, splitKey, uniformStream } from "../../src/random/index.ts";
import { kolmogorovSmirnov } from "./kolmogorovSmirnov.ts";

const take = (stream: () => number, count: number): number[] => Array.from({ length: count }, stream);

describe("uniformStream", () => {
  it("carries the top 53 bits of jax.random.bits", () => {
    // jax 0.10.2, x64: jax.random.bits(jax.random.PRNGKey(42), (3,), "uint64")
    const bits = [7871734211187709741n, 276886910877598708n, 10591095138341673235n];
    expect(take(uniformStream(keyFromSeed(42)), 3)).toEqual(
      bits.map((word) => Number(word >> 11n) / 2 ** 53),
    );
  });

  it("is uniform and uncorrelated at a fixed seed", () => {
    const draws = take(uniformStream(keyFromSeed(1)), 100_000);
    // The 0.1 % point of the limiting Kolmogorov distribution is 1.949.
    expect(kolmogorovSmirnov(draws, (x) => x)).toBeLessThan(1.949);
    const centred = draws.map((x) => x - 0.5);
    const lag = centred.slice(1).reduce((sum, x, i) => sum + x * centred[i]!, 0) / (draws.length / 12);
    expect(Math.abs(lag)).toBeLessThan(3.3 / Math.sqrt(draws.length));
  });

  it("gives streams that never meet and do not correlate for split keys and for lanes", () => {
    const [first, second] = splitKey(keyFromSeed(2)) as [Uint32Array, Uint32Array];
    const streams = [uniformStream(first), uniformStream(second), uniformStream(first, 1)].map((s) =>
      take(s, 20_000),
    );
    expect(new Set(streams.flat()).size).toBe(60_000);
    for (const [a, b] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      const product = streams[a]!.reduce((sum, x, i) => sum + (x - 0.5) * (streams[b]![i]! - 0.5), 0);
      expect(Math.abs(product * 12) / 20_000).toBeLessThan(3.3 / Math.sqrt(20_000));
    }
  });
});
