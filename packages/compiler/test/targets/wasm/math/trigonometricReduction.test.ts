// The host's exact reduction of angles, against mpmath 1.4.1 with 2000 bits.
import { describe, expect, it } from "vitest";
import { InternalError } from "../../../../src/errors.ts";
import { hostMath, loadHostMath, reduceAngle } from "../../../../src/runtime/hostMath.ts";

describe("reduceAngle", () => {
  // mp.prec = 2000; n = int(nint(mpf(x) * 2 / pi)); r = mpf(x) - n * pi / 2; n % 4, float(r), float(r - mpf(float(r)))
  it.each([
    [1.0, 1, -0.5707963267948967, 4.9789962505147994e-17],
    [-1.0, 3, 0.5707963267948967, -4.9789962505147994e-17],
    [2.0, 1, 0.4292036732051034, -5.721188726109832e-18],
    [1e22, 3, 0.5506189342358097, -7.985621383147488e-18],
    [-1e22, 1, -0.5506189342358097, 7.985621383147488e-18],
    [1.7976931348623157e308, 2, -0.004961975150787273, -3.656438180407946e-19],
    [5.319372648326541e255, 1, 4.687165924254628e-19, -4.3720557429382733e-36],
    [1e300, 3, -0.613076157357336, 1.2100878101071674e-17],
    [3141592653.589793, 0, -3.32014129145295e-8, -1.0692774909120274e-24],
    [-12345678.9, 1, -0.4571665300089906, 2.1245706240549644e-18],
  ])("reduces %d to quadrant %d and %d", (x, quadrant, high, low) => {
    const angle = reduceAngle(x);
    expect(angle.quadrant).toBe(quadrant);
    expect(angle.high).toBe(high);
    expect(Math.abs(angle.low - low)).toBeLessThanOrEqual(Math.abs(high) * 2 ** -100);
  });

  it("leaves small angles alone and has no answer for the infinities", () => {
    expect(reduceAngle(-0.5)).toEqual({ high: -0.5, low: 0, quadrant: 0 });
    expect(reduceAngle(Number.NEGATIVE_INFINITY).high).toBeNaN();
  });
});

describe("hostMath", () => {
  it("hands out the functions that a module imports, and refuses names that it does not know", async () => {
    expect(Object.keys(await loadHostMath(["angleLow"]))).toEqual(["angleLow"]);
    expect(Object.keys(await loadHostMath(["betainc", "angleLow"]))).toEqual(["betainc", "angleLow"]);
    expect(() => hostMath(["atan"])).toThrow(InternalError);
  });
});
