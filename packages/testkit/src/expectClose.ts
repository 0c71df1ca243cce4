// Compares numbers with a relative tolerance, and says which of them differ.
import { expect } from "vitest";

export interface Tolerance {
  /** Relative to the expected number. */
  readonly relative: number;
  /** Added to it. */
  readonly absolute?: number;
}

function isClose(actual: number, expected: number, { relative, absolute = 0 }: Tolerance): boolean {
  if (Object.is(actual, expected) || actual === expected) return true;
  return Math.abs(actual - expected) <= relative * Math.abs(expected) + absolute;
}

/** Fails unless both have one length and agree element by element; NaN agrees with NaN, an infinity with itself. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: Tolerance,
  label = "",
): void {
  expect(actual.length, `${label}: number of values`).toBe(expected.length);
  const wrong = Array.from(actual).flatMap((a, i) => {
    const e = expected[i] as number;
    return isClose(a, e, tolerance)
      ? []
      : [`[${i}] ${a} instead of ${e} (relative error ${Math.abs(a / e - 1)})`];
  });
  if (wrong.length > 0) {
    expect.fail(
      `${label}: ${wrong.length} of ${expected.length} differ by more than ${tolerance.relative}:\n${wrong.join("\n")}`,
    );
  }
}
