// The law suite of distributions: one description serves every family, which adds a row and reference values.
import { describe } from "vitest";
import { closedFormLaws } from "./laws/closedFormLaws.ts";
import { densityLaws } from "./laws/densityLaws.ts";
import type { DistributionRow } from "./laws/distributionRow.ts";
import { gradientLaws } from "./laws/gradientLaws.ts";
import { samplerLaws } from "./laws/samplerLaws.ts";
import { shapeLaws } from "./laws/shapeLaws.ts";
import { validationLaws } from "./laws/validationLaws.ts";

/** Declares the tests of one family. */
export function describeDistribution(row: DistributionRow): void {
  describe(row.family, () => {
    densityLaws(row);
    gradientLaws(row);
    closedFormLaws(row);
    shapeLaws(row);
    samplerLaws(row);
    validationLaws(row);
  });
}
