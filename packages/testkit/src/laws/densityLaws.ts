// Log densities: against the reference, and outside the support.
import { valuesOf } from "@nutmeg-ppl/compiler";
import type { Distribution } from "@nutmeg-ppl/distributions";
import { enableValidation } from "@nutmeg-ppl/distributions";
import { expect, it } from "vitest";
import { expectClose } from "../expectClose.ts";
import type { ReferenceCase } from "../readReference.ts";
import type { DistributionRow } from "./distributionRow.ts";

const TOLERANCE = { relative: 1e-10 };

export function firstCase({ create, reference }: DistributionRow): Distribution {
  return create((reference.cases[0] as ReferenceCase).parameters);
}

export function densityLaws(row: DistributionRow): void {
  it("has the log density of the reference, at ordinary and extreme points", () => {
    for (const { parameters, points } of row.reference.cases) {
      const distribution = row.create(parameters);
      const actual = points.map(({ value }) => valuesOf(distribution.logProb(value))[0] as number);
      const expected = points.map(({ logProb }) => logProb);
      expectClose(actual, expected, TOLERANCE, `log density for ${JSON.stringify(parameters)}`);
    }
  });

  it("has log density -Infinity outside its support", () => {
    const distribution = firstCase(row);
    for (const value of row.outside ?? []) {
      expect([...valuesOf(distribution.logProb(value))], `at ${String(value)}`).toEqual([
        Number.NEGATIVE_INFINITY,
      ]);
    }
  });

  it("accepts values of the support, with validation on", () => {
    enableValidation();
    for (const { parameters, points } of row.reference.cases) {
      for (const { value } of points) row.create(parameters).validateSample(value);
    }
  });
}
