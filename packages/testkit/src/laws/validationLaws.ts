// What is refused, with which words, and how to turn that off.
import { asTensor, UsageError } from "@nutmeg-ppl/compiler";
import { enableValidation } from "@nutmeg-ppl/distributions";
import { afterEach, expect, it } from "vitest";
import { firstCase } from "./densityLaws.ts";
import type { DistributionRow, InvalidRow } from "./distributionRow.ts";

/** JSON with NaN and infinities. */
function show(x: unknown): string {
  return JSON.stringify(x, (_, y: unknown) =>
    typeof y === "number" && !Number.isFinite(y) ? String(y) : y,
  ).replaceAll('"', "");
}

function attempt(row: DistributionRow, { parameters, value }: InvalidRow): () => unknown {
  if (parameters) return () => row.create(parameters);
  return () => firstCase(row).validateSample(asTensor(value ?? 0), 'sample("x")');
}

export function validationLaws(row: DistributionRow): void {
  afterEach(() => enableValidation());

  for (const invalid of row.invalid) {
    it(`refuses ${show(invalid.parameters ?? invalid.value)}, and says why`, () => {
      const act = attempt(row, invalid);
      expect(act).toThrow(UsageError);
      expect(act).toThrow(invalid.message);
      enableValidation(false);
      expect(act).not.toThrow();
    });
  }
}
