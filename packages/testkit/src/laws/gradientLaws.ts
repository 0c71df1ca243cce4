// Gradients of log densities by every real parameter, and by the value of a continuous family.
import { expect, it } from "vitest";
import { expectClose } from "../expectClose.ts";
import { finiteDifference } from "../finiteDifference.ts";
import { flat, type ReferenceCase, type ReferencePoint } from "../readReference.ts";
import { type DensityProgram, densityProgram } from "./densityProgram.ts";
import type { DistributionRow } from "./distributionRow.ts";

const REFERENCE_TOLERANCE = 1e-9;
const ROUNDING = 1e-13;
const DIFFERENCE_TOLERANCE = 1e-7;

/** Derivatives are sums of terms of size |log density / argument|, whose rounding errors stay when the terms cancel. */
function roundingError({ logProb }: ReferencePoint, argument: readonly number[]): number {
  const smallest = Math.min(...argument.map((x) => Math.abs(x) || 1));
  return (ROUNDING * (1 + Math.abs(logProb))) / smallest;
}

/** x + x' for a flattened square matrix. */
function withTranspose(x: ArrayLike<number>): number[] {
  const n = Math.round(Math.sqrt(x.length));
  return Array.from(x, (entry, at) => entry + (x[(at % n) * n + Math.floor(at / n)] as number));
}

function compareWithDifferences(
  row: DistributionRow,
  program: DensityProgram,
  point: ReferencePoint,
  { parameters }: ReferenceCase,
): Set<string> {
  const checked = new Set<string>();
  const gradient = program.gradient(point);
  const value = program.logProb(point);
  for (const name of program.names.filter((n) => !row.fixed?.includes(n) && !row.symmetric?.includes(n))) {
    const at = Float64Array.from(flat(parameters[name] ?? point.value));
    at.forEach((center, index) => {
      const difference = finiteDifference((values) => program.logProb(point, { name, values }), at, index);
      if (Number.isNaN(difference)) return;
      checked.add(name);
      const noise = (DIFFERENCE_TOLERANCE * (1 + Math.abs(value))) / (Math.abs(center) || 1);
      const actual = gradient[name]?.[index] as number;
      expectClose(
        [actual],
        [difference],
        { relative: DIFFERENCE_TOLERANCE, absolute: noise },
        `d ${name}[${index}]`,
      );
    });
  }
  return checked;
}

export function gradientLaws(row: DistributionRow): void {
  it("has the gradient of the reference, at ordinary and extreme points", () => {
    const relative = row.gradientTolerance ?? REFERENCE_TOLERANCE;
    for (const reference of row.reference.cases) {
      const program = densityProgram(row, reference);
      for (const point of reference.points) {
        const gradient = program.gradient(point);
        for (const name of program.names) {
          const expected = flat(point.gradient[name] ?? []);
          const actual = gradient[name] as Float64Array;
          const where = `d ${name} at ${JSON.stringify(point.value)} for ${JSON.stringify(reference.parameters)}`;
          const tolerance = {
            relative,
            absolute: roundingError(point, flat(reference.parameters[name] ?? point.value)),
          };
          const symmetric = row.symmetric?.includes(name);
          expectClose(
            symmetric ? withTranspose(actual) : actual,
            symmetric ? withTranspose(expected) : expected,
            tolerance,
            where,
          );
        }
      }
    }
  });

  it("has the gradient that differences of the interpreter give", () => {
    const [reference] = row.reference.cases as [ReferenceCase];
    const program = densityProgram(row, reference);
    const checked = new Set(
      reference.points.flatMap((point) => [...compareWithDifferences(row, program, point, reference)]),
    );
    const wanted = program.names.filter(
      (name) => !row.fixed?.includes(name) && !row.symmetric?.includes(name),
    );
    expect([...checked].sort()).toEqual([...wanted].sort());
  });
}
