// What a summary says against trusting it, in plain sentences. The thresholds are those of Vehtari et al. (2021)
// and Stan's `diagnose`.
import type { SummaryRow } from "./summary.ts";

const rhatLimit = 1.01;
const essPerChain = 100;
const ebfmiLimit = 0.3;

/** One sentence per kind of trouble, none if there is none. `ebfmi` holds one value per chain. */
export function summaryWarnings(rows: readonly SummaryRow[], ebfmi: readonly number[] = []): string[] {
  return [finiteWarning(rows), rhatWarning(rows), essWarning(rows), ebfmiWarning(ebfmi)].filter(
    (warning) => warning !== undefined,
  );
}

function finiteWarning(rows: readonly SummaryRow[]): string | undefined {
  const bad = rows.filter((row) => !Number.isFinite(row.mean));
  if (bad.length === 0) return undefined;
  return `NaN or infinite values among the draws of ${names(bad)}: do not trust their rows.`;
}

function rhatWarning(rows: readonly SummaryRow[]): string | undefined {
  const bad = rows.filter((row) => row.rhat > rhatLimit).sort((a, b) => b.rhat - a.rhat);
  const [worst] = bad;
  if (worst === undefined) return undefined;
  const where = `${names(bad)} (up to ${worst.rhat.toFixed(3)})`;
  return `r_hat is above ${rhatLimit} for ${where}: the chains have not mixed; run them longer or reparameterize.`;
}

function essWarning(rows: readonly SummaryRow[]): string | undefined {
  const smaller = (row: SummaryRow) => Math.min(row.essBulk, row.essTail);
  const bad = rows
    .filter((row) => smaller(row) < essPerChain * row.numChains)
    .sort((a, b) => smaller(a) - smaller(b));
  const [worst] = bad;
  if (worst === undefined) return undefined;
  const where = `${names(bad)} (down to ${smaller(worst).toFixed(0)} in all)`;
  return `ESS is below ${essPerChain} per chain for ${where}: draw more samples.`;
}

function ebfmiWarning(ebfmi: readonly number[]): string | undefined {
  const bad = ebfmi.filter((value) => value < ebfmiLimit);
  if (bad.length === 0) return undefined;
  const where = `${bad.length} of ${ebfmi.length} chains (down to ${Math.min(...bad).toFixed(2)})`;
  return `E-BFMI is below ${ebfmiLimit} in ${where}: the energy is explored slowly; reparameterize.`;
}

/** The names of at most five rows, and how many more there are. */
function names(rows: readonly SummaryRow[]): string {
  const shown = rows
    .slice(0, 5)
    .map((row) => row.name)
    .join(", ");
  return rows.length > 5 ? `${shown} and ${rows.length - 5} more` : shown;
}
