// The functions that tfjs lacks, in float32, against the interpreter's in float64, to the accuracy that special.ts states.
import { beforeAll, describe, expect, test } from "vitest";
import { unaryMeaning } from "../../../src/interpreter/elementwise.ts";
import { parameter, unary } from "../../../src/program/build.ts";
import { makeProgram } from "../../../src/program/program.ts";
import { TfjsExecutable } from "../../../src/targets/tfjs/tfjsExecutable.ts";
import { BACKENDS, readyBackends } from "./backends.ts";

type Special =
  | "log1p"
  | "expm1"
  | "softplus"
  | "erfc"
  | "erfcx"
  | "erfinv"
  | "normalLogCdf"
  | "normalQuantile"
  | "lgamma"
  | "digamma"
  | "trigamma"
  | "logBesselI0"
  | "besselRatio"
  | "sigmoid";

/** Arguments between two numbers, as float32 has them. */
function between(low: number, high: number, count = 400): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => low + ((high - low) * (i + 0.5)) / count);
}

/** Powers of ten, as float32 has them. */
function decades(from: number, to: number): Float32Array {
  return Float32Array.from({ length: to - from + 1 }, (_, i) => Number(`3e${from + i}`));
}

function evaluate(op: Special, x: Float32Array, backend: string): Float64Array {
  const program = makeProgram([["y", unary(op, parameter("x", [x.length]))]]);
  const executable = new TfjsExecutable(program, backend);
  const found = executable.run({ x })["y"] as Float64Array;
  executable.dispose();
  return found;
}

/** Each with the error that it may have: absolute, and relative to the function's value. */
const CASES: readonly (readonly [Special, string, Float32Array, number, number])[] = [
  ["log1p", "from -1 to 3", between(-1, 3), 0, 4e-7],
  ["log1p", "at large and small arguments", decades(-37, 37), 0, 4e-7],
  ["expm1", "at small arguments", decades(-37, 0), 0, 4e-7],
  ["softplus", "from -80 to 80", between(-80, 80), 0, 1e-6],
  ["erfc", "from -3 to 3", between(-3, 3), 0, 2e-6],
  // The rounding of x x, up to 64, is seen in its exponential: 64 * 2^-24.
  ["erfc", "from 3 to 8", between(3, 8), 0, 1e-5],
  ["erfcx", "from -5 to 20", between(-5, 20), 0, 4e-6],
  ["erfcx", "at large arguments", decades(1, 20), 0, 4e-6],
  ["normalLogCdf", "from -12 to 3", between(-12, 3), 0, 2e-6],
  ["normalLogCdf", "at large negative arguments", decades(1, 15).map((x) => -x), 0, 1e-6],
  ["normalQuantile", "inside (0, 1)", between(0, 1), 1e-6, 1e-6],
  ["normalQuantile", "at small probabilities", decades(-37, -1), 0, 2e-6],
  ["logBesselI0", "from -10 to 40", between(-10, 40), 0, 1e-6],
  ["logBesselI0", "at large and small arguments", decades(-10, 30), 1e-12, 1e-6],
  ["besselRatio", "from -10 to 40", between(-10, 40), 0, 1e-6],
  ["besselRatio", "at large and small arguments", decades(-10, 30), 0, 1e-6],
  ["erfinv", "inside (-1, 1)", between(-0.999, 0.999), 0, 2e-6],
  ["lgamma", "from 0 to 4", between(0, 4), 2e-6, 5e-7],
  ["lgamma", "from 4 to 100", between(4, 100), 0, 1e-6],
  ["lgamma", "at large and small arguments", decades(-30, 30), 2e-6, 1e-6],
  // Near a pole the distance to it, and with it the logarithm, keeps the rounding of the argument; here they are away.
  ["lgamma", "below 0", between(-9.7, -9.3), 1e-5, 1e-6],
  ["digamma", "from 0 to 4", between(0, 4), 2e-6, 1e-6],
  ["digamma", "at large and small arguments", decades(-20, 30), 2e-6, 1e-6],
  ["digamma", "below 0", between(-9.7, -9.3), 2e-5, 1e-5],
  ["trigamma", "from 0 to 4", between(0, 4), 0, 2e-6],
  ["trigamma", "at large and small arguments", decades(-15, 15), 0, 2e-6],
  ["trigamma", "below 0", between(-9.7, -9.3), 0, 1e-5],
  ["sigmoid", "from -80 to 80", between(-80, 80), 0, 1e-6],
];

beforeAll(readyBackends);

describe.each(BACKENDS)("On tfjs's %s backend", (backend) => {
  test.each(CASES)("%s %s is as accurate as stated", (op, _, x, absolute, relative) => {
    const found = evaluate(op, x, backend);
    found.forEach((value, i) => {
      const expected = unaryMeaning[op](x[i] as number);
      const error = Math.abs(value - expected);
      const allowed = absolute + relative * Math.abs(expected);
      if (!(error <= allowed)) expect({ x: x[i], value }).toEqual({ x: x[i], value: expected });
    });
  });

  test("functions have their limits and poles", () => {
    const at = (op: Special, ...x: number[]) => Array.from(evaluate(op, Float32Array.from(x), backend));
    const { POSITIVE_INFINITY: infinity } = Number;
    expect(at("erfinv", 1, -1)).toEqual([infinity, -infinity]);
    expect(at("normalQuantile", 0, 1)).toEqual([-infinity, infinity]);
    expect(at("lgamma", 0, -3, infinity)).toEqual([infinity, infinity, infinity]);
    expect(at("log1p", -1, 0, infinity)).toEqual([-infinity, 0, infinity]);
    expect(at("softplus", -infinity, infinity)).toEqual([0, infinity]);
    expect(at("sigmoid", -infinity, infinity)).toEqual([0, 1]);
    expect(at("erfc", -infinity, infinity)).toEqual([2, 0]);
  });
});
