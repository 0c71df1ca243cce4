// The powers of two that exp reads: multiplied out exactly, they give powers of two.
import { describe, expect, it } from "vitest";
import { expTable } from "../../../../src/targets/wasm/math/expTable.ts";

/** Powers of 2^(1/256) in units of 2^-120. */
function power(table: Float64Array, j: number): bigint {
  const bits = new BigInt64Array(table.buffer);
  const head = new Float64Array(
    BigInt64Array.of((bits[2 * j] as bigint) + (BigInt(j) << 44n)).buffer,
  )[0] as number;
  const whole = BigInt(head * 2 ** 52) << 68n;
  return whole + (whole * BigInt(Math.round((table[2 * j + 1] as number) * 2 ** 106))) / (1n << 106n);
}

describe("The table of exp", () => {
  const table = expTable();

  it("holds 2^(j / 256) to more than 100 bits: its products are powers of two", () => {
    expect(table).toHaveLength(512);
    for (let j = 1; j < 256; j++) {
      const error = power(table, j) * power(table, 256 - j) - (2n << 240n);
      // Each is off by at most 2^-105 relatively: its tail, below 2^-53, is rounded to a double and taken of it, not of the head.
      expect(error < 1n << 140n && error > -(1n << 140n), `2^(${j} / 256)`).toBe(true);
    }
  });

  it("rounds each head to nearest", () => {
    for (let j = 0; j < 256; j++) expect(Math.abs(table[2 * j + 1] as number)).toBeLessThanOrEqual(2 ** -53);
  });
});
