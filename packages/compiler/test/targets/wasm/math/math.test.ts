// Every function against mpmath: special values exactly, all others within a stated number of ulps of the exact value.
import { describe, expect, it } from "vitest";
import { isMathName, type MathName, mathArity, mathTable } from "../../../../src/targets/wasm/math/table.ts";
import {
  errorInUlps,
  functionUnderTest,
  halfUnderTest,
  type Point,
  pointsOf,
  ulp,
} from "./functionUnderTest.ts";

/** Largest error allowed, in ulps. Below 1.5 the result is at most the neighbour of the correctly rounded one. */
const bounds = {
  exp: 0.7,
  expm1: 1,
  log: 0.85,
  log1p: 0.85,
  sin: 0.8,
  cos: 0.8,
  tan: 2,
  asin: 0.9,
  acos: 0.9,
  atan: 0.9,
  sinh: 2,
  cosh: 0.9,
  tanh: 1,
  asinh: 1.5,
  acosh: 1.6,
  atanh: 1.6,
  sigmoid: 1,
  softplus: 1,
  erf: 1.1,
  erfc: 2.5,
  erfcx: 3.5,
  erfinv: 6,
  normalLogCdf: 4,
  normalQuantile: 5,
  trigamma: 4,
  logBesselI0: 2.5,
  besselRatio: 6,
  pow: 0.9,
  atan2: 1.5,
} satisfies Partial<Record<MathName, number>>;

const columns = (points: readonly Point[]) =>
  (points[0]?.x ?? []).map((_, i) => points.map((point) => point.x[i] as number));

function errorsOf(
  name: MathName,
  points: readonly Point[],
): { point: Point; found: number; error: number }[] {
  const found = functionUnderTest(name, "inline")(...columns(points));
  return points.map((point, i) => ({
    point,
    found: found[i] as number,
    error: errorInUlps(found[i] as number, point),
  }));
}

const worst = <T extends { error: number }>(errors: readonly T[]): T =>
  errors.reduce((a, b) => (b.error > a.error ? b : a));

describe("math library", () => {
  it.each(Object.entries(bounds))("%s is within %f ulp of the exact value at every point", (name, bound) => {
    const points = pointsOf(name);
    expect(points.length).toBeGreaterThan(20);
    const { point, found, error } = worst(errorsOf(name as MathName, points));
    expect(error, `${name}(${point.x}) = ${point.y}, found ${found}`).toBeLessThan(bound);
  });

  it("expNonPositive is exp down to the normal doubles, then 0", () => {
    const points = pointsOf("exp").filter(({ x: [x] }) => !((x as number) > 0));
    const normal = points.filter(({ y }) => !(y < 2.2250738585072014e-308) || y === 0);
    expect(worst(errorsOf("expNonPositive", normal)).error).toBeLessThan(0.6);
    const tiny = points.filter(({ y }) => y > 0 && y < 2.2250738585072014e-308);
    expect(tiny.length).toBeGreaterThan(5);
    expect(errorsOf("expNonPositive", tiny).every(({ found }) => found === 0)).toBe(true);
  });

  it("logPositive is log on the positive normal doubles, Infinity and NaN", () => {
    const points = pointsOf("log").filter(({ x: [x] }) => !((x as number) < 2.2250738585072014e-308));
    expect(worst(errorsOf("logPositive", points)).error).toBeLessThan(0.85);
  });

  it.each(["lgamma", "digamma"] as const)(
    "%s has a relative error below 1e-15 for positive arguments",
    (name) => {
      for (const { point, found, error } of errorsOf(
        name,
        pointsOf(name).filter(({ x: [x] }) => (x as number) >= 0),
      )) {
        const relative = error === 0 ? 0 : (error * ulp(point.y)) / Math.abs(point.y);
        expect(relative, `${name}(${point.x}) = ${point.y}, found ${found}`).toBeLessThan(1e-15);
      }
    },
  );

  it.each(["lgamma", "digamma"] as const)(
    "%s keeps an absolute error near its zeros at negative arguments",
    (name) => {
      for (const { point, found, error } of errorsOf(
        name,
        pointsOf(name).filter(({ x: [x] }) => !((x as number) >= 0)),
      )) {
        const scaled = error === 0 ? 0 : (error * ulp(point.y)) / Math.max(Math.abs(point.y), 1);
        expect(scaled, `${name}(${point.x}) = ${point.y}, found ${found}`).toBeLessThan(2e-15);
      }
    },
  );

  it.each([
    ["lgamma", 0],
    ["digamma", 1],
  ] as const)("%s together with the other half is as accurate but for the zeros", (name, half) => {
    const points = pointsOf(name);
    const found = halfUnderTest("lgammaAndDigamma", half)(...columns(points));
    for (const [i, point] of points.entries()) {
      const error = errorInUlps(found[i] as number, point);
      const exact = point.y === 0 ? Math.abs(found[i] as number) : error * ulp(point.y);
      const scaled = error === 0 ? 0 : exact / Math.max(Math.abs(point.y), 1);
      expect(scaled, `${name}(${point.x}) = ${point.y}, found ${found[i]}`).toBeLessThan(2e-15);
    }
    // In company that makes the code take another way, too.
    const x = [0.3, 1.4616, 3.99, 4.01, 7, 300, 1e-300, -0.7, Number.POSITIVE_INFINITY];
    const alone = x.map((one) => halfUnderTest("lgammaAndDigamma", half)([one, one])[0] as number);
    for (const other of [0.3, 5, -2.5]) {
      const together = x.map((one) => halfUnderTest("lgammaAndDigamma", half)([one, other])[0] as number);
      for (const [i, value] of together.entries()) {
        const expected = alone[i] as number;
        const near =
          Object.is(value, expected) || Math.abs(value - expected) < 1e-15 * (1 + Math.abs(expected));
        expect(near, `${name}(${x[i]}) beside ${other}: ${value}, alone ${expected}`).toBe(true);
      }
    }
  });

  it.each(Object.keys(mathTable).filter(isMathName))("%s gives the same bits in place and called", (name) => {
    const rows = [0.3, -0.7, 2.5, 1e-320, 1e9, -3, Number.NaN, 0, -0, 700].flatMap((x) => [
      [x, 3],
      [x, -0.4],
    ]);
    const inputs = [0, 1].slice(0, mathArity(name)).map((i) => rows.map((row) => row[i] as number));
    const inline = functionUnderTest(name, "inline")(...inputs);
    expect(functionUnderTest(name, "called")(...inputs)).toEqual(inline);
  });
});
