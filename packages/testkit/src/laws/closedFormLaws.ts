// Moments, entropy and distribution functions: against the reference where it has them, refused by name where there are none.
import { UnsupportedError, valuesOf } from "@nutmeg-ppl/compiler";
import type { Distribution } from "@nutmeg-ppl/distributions";
import { expect, it } from "vitest";
import { expectClose } from "../expectClose.ts";
import { flat, type ReferenceCase } from "../readReference.ts";
import { firstCase } from "./densityLaws.ts";
import type { DistributionRow } from "./distributionRow.ts";

const TOLERANCE = { relative: 1e-10 };
/** Distribution functions are sums that may cancel: an error of 1e-14 in a probability is allowed. */
const PROBABILITY_TOLERANCE = { relative: 1e-10, absolute: 1e-14 };

interface ClosedForm {
  readonly what: "mean" | "variance" | "entropy" | "cdf" | "icdf";
  readonly compute: (distribution: Distribution) => unknown;
  readonly compare: (distribution: Distribution, reference: ReferenceCase, label: string) => void;
}

function pairs(
  table: readonly (readonly [number, number])[] | undefined,
  compute: (x: Float64Array) => ArrayLike<number>,
  label: string,
): void {
  const x = Float64Array.from(table ?? [], ([at]) => at);
  expectClose(
    compute(x),
    (table ?? []).map(([, y]) => y),
    PROBABILITY_TOLERANCE,
    label,
  );
}

const closedForms: readonly ClosedForm[] = [
  {
    what: "mean",
    compute: (d) => d.mean,
    compare: (d, { mean }, label) => expectClose(valuesOf(d.mean), flat(mean ?? []), TOLERANCE, label),
  },
  {
    what: "variance",
    compute: (d) => d.variance,
    compare: (d, { variance }, label) =>
      expectClose(valuesOf(d.variance), flat(variance ?? []), TOLERANCE, label),
  },
  {
    what: "entropy",
    compute: (d) => d.entropy(),
    compare: (d, { entropy }, label) =>
      expectClose(valuesOf(d.entropy()), [entropy as number], { ...TOLERANCE, absolute: 1e-12 }, label),
  },
  {
    what: "cdf",
    compute: (d) => d.cdf(0.5),
    compare: (d, { cdf }, label) => pairs(cdf, (x) => valuesOf(d.cdf(x)), label),
  },
  {
    what: "icdf",
    compute: (d) => d.icdf(0.5),
    compare: (d, { icdf }, label) => pairs(icdf, (q) => valuesOf(d.icdf(q)), label),
  },
];

export function closedFormLaws(row: DistributionRow): void {
  for (const { what, compute, compare } of closedForms) {
    const having = row.reference.cases.filter((reference) => reference[what] !== undefined);
    if (having.length > 0) {
      it(`has the ${what} of the reference`, () => {
        for (const reference of having) {
          compare(
            row.create(reference.parameters),
            reference,
            `${what} for ${JSON.stringify(reference.parameters)}`,
          );
        }
      });
    } else {
      it(`says that it has no ${what}`, () => {
        const distribution = firstCase(row);
        expect(() => compute(distribution)).toThrow(UnsupportedError);
        expect(() => compute(distribution)).toThrow(`${distribution.name} has no ${what}.`);
      });
    }
  }
}
