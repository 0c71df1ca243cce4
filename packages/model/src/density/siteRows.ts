// What each site of a model is and adds at one position: the table that explains why a start is not finite.
import { interpret, isKnown, showShape, valuesOf } from "@nutmeg-ppl/compiler";
import type { SampleSite } from "../effects/message.ts";
import { bindings } from "./bindings.ts";
import { sampleSites } from "./siteTerms.ts";
import type { UnconstrainedModel } from "./unconstrainedModel.ts";

export interface SiteRow {
  readonly name: string;
  readonly kind: "latent" | "observed" | "factor";
  readonly shape: readonly number[];
  /** The site's value, row-major; empty for a factor. */
  readonly value: Float64Array;
  /** The site's term: its log density, scaled and masked, summed. */
  readonly logDensity: number;
  /** The log-Jacobian of its change of variables; 0 where there is none. */
  readonly logJacobian: number;
  readonly isFinite: boolean;
}

/** One row per sample site, in the model's order. */
export function siteRows(model: UnconstrainedModel, position: Float64Array): SiteRow[] {
  const inputs = bindings(model, position);
  const terms = interpret(model.siteTable, inputs);
  const values = interpret(model.constrain, inputs);
  return sampleSites(model.trace).map((site) => {
    const logDensity = terms[site.name]?.[0] ?? 0;
    const logJacobian = terms[`${site.name}|jacobian`]?.[0] ?? 0;
    return {
      name: site.name,
      kind: site.isFactor ? "factor" : site.isObserved ? "observed" : "latent",
      shape: site.value.shape,
      value: values[site.name] ?? knownValue(site),
      logDensity,
      logJacobian,
      isFinite: Number.isFinite(logDensity + logJacobian),
    };
  });
}

function knownValue(site: SampleSite): Float64Array {
  return site.isFactor || !isKnown(site.value) ? new Float64Array(0) : valuesOf(site.value);
}

const HEADINGS = ["site", "kind", "shape", "value", "log density", "finite"];

/** The rows as lines of text in aligned columns, under a heading. */
export function formatSiteRows(rows: readonly SiteRow[]): string {
  const cells = [HEADINGS, ...rows.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function cellsOf(row: SiteRow): string[] {
  return [
    row.name,
    row.kind,
    showShape(row.shape),
    preview(row.value),
    short(row.logDensity + row.logJacobian),
    row.isFinite ? "yes" : "NO",
  ];
}

/** The first numbers of a value, and how many more there are. */
function preview(value: Float64Array): string {
  const shown = Array.from(value.subarray(0, 4), short).join(", ");
  return value.length > 4 ? `${shown}, ... (${value.length})` : shown;
}

function short(x: number): string {
  return Number.isFinite(x) ? String(Number(x.toPrecision(5))) : String(x);
}
