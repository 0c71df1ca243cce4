// The summary as text: an aligned table, the number of divergences, warnings. Prints nothing itself.
import { type Finding, sentence } from "./diagnosis/finding.ts";
import { rowFindings } from "./diagnosis/rowFindings.ts";
import type { SummaryRow } from "./summary.ts";

export interface FormatSummaryOptions {
  /** Divergent transitions after warmup, all chains together; the line is left out if not given. */
  readonly divergences?: number;
  /** What is to be warned of (see `diagnose`); by default what the rows themselves show. */
  readonly findings?: readonly Finding[];
}

/** How one row writes numbers in the unit of its quantity. */
type Writer = (value: number) => string;

/** A column: its heading and the text of its cell in a row. Cells are aligned at the decimal point. */
interface Column {
  readonly heading: string;
  readonly cell: (row: SummaryRow, write: Writer) => string;
}

/**
 * The summary as lines of text, without a line break at the end: the table in NumPyro's order, the number of
 * divergences, notes and warnings. Estimates end at the first significant digit of their row's `mcseMean`:
 * further digits would change with the seed.
 */
export function formatSummary(rows: readonly SummaryRow[], options: FormatSummaryOptions = {}): string {
  const { divergences, findings = rowFindings(rows) } = options;
  const lines = table(rows);
  if (divergences !== undefined) lines.push("", `Number of divergences: ${divergences}`);
  if (rows.length > 0 && rows.every((row) => row.numChains === 1)) {
    lines.push("Note: r_hat needs at least 2 chains.");
  }
  lines.push(...findings.map((finding) => `Warning: ${sentence(finding)}`));
  return lines.join("\n");
}

function table(rows: readonly SummaryRow[]): string[] {
  const writers = rows.map(estimateWriter);
  const names = padColumn(["", ...rows.map((row) => row.name)]);
  const columns = columnsFor(rows[0]?.hdiProb ?? 0.9).map(({ heading, cell }) => {
    const cells = alignAtPoint(rows.map((row, i) => cell(row, writers[i] ?? String)));
    return padColumn([heading, ...cells]);
  });
  return names.map((name, line) => [name, ...columns.map((column) => column[line])].join("  "));
}

function columnsFor(prob: number): Column[] {
  const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
  return [
    { heading: "mean", cell: (row, write) => write(row.mean) },
    { heading: "sd", cell: (row, write) => write(row.sd) },
    { heading: "median", cell: (row, write) => write(row.median) },
    { heading: `hdi ${percent((1 - prob) / 2)}`, cell: (row, write) => write(row.hdiLow) },
    { heading: `hdi ${percent((1 + prob) / 2)}`, cell: (row, write) => write(row.hdiHigh) },
    { heading: "mcse_mean", cell: (row) => twoDigits(row.mcseMean) },
    { heading: "mcse_sd", cell: (row) => twoDigits(row.mcseSd) },
    { heading: "ess_bulk", cell: (row) => fixed(row.essBulk, 0) },
    { heading: "ess_tail", cell: (row) => fixed(row.essTail, 0) },
    { heading: "r_hat", cell: (row) => fixed(row.rhat, 3) },
  ];
}

/** Ends at the first significant digit of the MCSE; without one (constant, too short), at the mean's fourth. */
function estimateWriter(row: SummaryRow): Writer {
  const lastDigit = row.mcseMean > 0 ? exponentOf(row.mcseMean) : exponentOf(row.mean) - 3;
  return (value) => decimal(value, lastDigit);
}

function twoDigits(value: number): string {
  return decimal(value, exponentOf(value) - 1);
}

/** Decimal text whose last digit stands for 10^lastDigit; in scientific notation when that takes many zeros. */
function decimal(value: number, lastDigit: number): string {
  const scientific = lastDigit < -8 || exponentOf(value) > 8;
  if (!scientific) return fixed(value, Math.max(0, -lastDigit));
  if (!Number.isFinite(value) || value === 0) return fixed(value, 0);
  return value.toExponential(Math.min(15, Math.max(0, exponentOf(value) - lastDigit)));
}

function fixed(value: number, decimals: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace("-", "") : text;
}

/** The power of ten of the first significant digit; 0 for 0 and for what is not finite. */
function exponentOf(value: number): number {
  return value === 0 || !Number.isFinite(value) ? 0 : Number(value.toExponential().split("e")[1]);
}

/** Cells filled up on the right so that decimal points fall under one another. */
function alignAtPoint(cells: readonly string[]): string[] {
  const fraction = (cell: string) => (cell.includes(".") ? cell.length - cell.indexOf(".") : 0);
  const widest = cells.reduce((most, cell) => Math.max(most, fraction(cell)), 0);
  return cells.map((cell) => cell + " ".repeat(widest - fraction(cell)));
}

function padColumn(cells: readonly string[]): string[] {
  const width = cells.reduce((most, cell) => Math.max(most, cell.length), 0);
  return cells.map((cell) => cell.padStart(width));
}
