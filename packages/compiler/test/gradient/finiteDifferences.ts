// Derivatives of an interpreted scalar program by central differences of order 8. Not a test.
import { interpret } from "../../src/interpreter/evaluate.ts";
import type { Program } from "../../src/program/program.ts";

const STEP = 0.01;

/** Weights of f(x + k h) - f(x - k h), k = 1..4, for the first derivative (Fornberg 1988, table 1). */
const WEIGHTS = [4 / 5, -1 / 5, 4 / 105, -1 / 280];

type Numbers = Readonly<Record<string, readonly number[]>>;

/** The derivative of `output` by each element of one parameter. */
export function finiteDifferences(
  program: Program,
  output: string,
  at: Numbers,
  parameter: string,
  step = STEP,
): number[] {
  const value = (values: readonly number[]): number => {
    const result = interpret(program, { ...at, [parameter]: values })[output] as Float64Array;
    return result[0] as number;
  };
  const centre = at[parameter] as readonly number[];
  return centre.map((x, i) =>
    WEIGHTS.reduce((sum, weight, k) => {
      const shift = (k + 1) * step;
      return sum + (weight * (value(centre.with(i, x + shift)) - value(centre.with(i, x - shift)))) / step;
    }, 0),
  );
}
