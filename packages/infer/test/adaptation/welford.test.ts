// Running moments against the direct formulas, and Stan's shrinkage.
import { keyFromSeed, uniformStream } from "@nutmeg-ppl/compiler/random";
import { describe, expect, it } from "vitest";
import { sampleVariance, shrunkVariance, startWelford, updateWelford } from "../../src/adaptation/welford.ts";

const uniform = uniformStream(keyFromSeed(5));
// Large offsets, where the textbook formula E x^2 - (E x)^2 would lose every digit.
const rows = Array.from({ length: 300 }, () => [1e8 + uniform(), 3 * uniform() - 5, 1e-4 * uniform()]);

function sums() {
  const welford = startWelford(3);
  for (const row of rows) updateWelford(welford, Float64Array.from(row));
  return welford;
}

function directVariance(i: number): number {
  const mean = rows.reduce((sum, row) => sum + row[i]!, 0) / rows.length;
  return rows.reduce((sum, row) => sum + (row[i]! - mean) ** 2, 0) / (rows.length - 1);
}

describe("welford", () => {
  it("gives the sample variances of the direct two-pass formula", () => {
    const variance = sampleVariance(sums());
    expect(Math.abs(variance[0]! / directVariance(0) - 1)).toBeLessThan(1e-6);
    expect(Math.abs(variance[1]! / directVariance(1) - 1)).toBeLessThan(1e-13);
    expect(Math.abs(variance[2]! / directVariance(2) - 1)).toBeLessThan(1e-13);
  });

  it("shrinks them as Stan does: n / (n + 5) s^2 + 1e-3 * 5 / (n + 5)", () => {
    const shrunk = shrunkVariance(sums());
    expect(shrunk[1]! / ((300 / 305) * directVariance(1) + 5e-3 / 305)).toBeCloseTo(1, 12);
  });

  it("is zero, and shrinks to something positive, before there are two draws", () => {
    const one = startWelford(2);
    updateWelford(one, Float64Array.of(4, 5));
    expect([...sampleVariance(one)]).toEqual([0, 0]);
    expect(shrunkVariance(one)[0]).toBeCloseTo((1e-3 * 5) / 6, 15);
  });
});
