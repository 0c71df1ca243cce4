// The table and the warnings as text.
import { describe, expect, test } from "vitest";
import { energyFinding } from "../src/diagnosis/energyFinding.ts";
import { sentence } from "../src/diagnosis/finding.ts";
import { rowFindings } from "../src/diagnosis/rowFindings.ts";
import { formatSummary, type SummaryRow, summary } from "../src/index.ts";

/** What a summary says against trusting it. */
function summaryWarnings(rows: readonly SummaryRow[], ebfmi: readonly number[] = []): string[] {
  const findings = [...rowFindings(rows), energyFinding(ebfmi)];
  return findings.filter((finding) => finding !== undefined).map(sentence);
}

import { caseNamed } from "./reference.ts";

/** A row of a well-behaved quantity, with some numbers replaced. */
function row(changes: Partial<SummaryRow>): SummaryRow {
  return {
    name: "x",
    mean: 1.23456,
    sd: 0.98765,
    median: 1.2,
    hdiLow: -0.5,
    hdiHigh: 2.9,
    mcseMean: 0.0123,
    mcseSd: 0.00871,
    essBulk: 6543.2,
    essTail: 5000.6,
    rhat: 1.0004,
    hdiProb: 0.9,
    numChains: 4,
    ...changes,
  };
}

describe("the table", () => {
  test("aligns decimal points and ends each estimate at the first digit of its error", () => {
    const rows = [
      row({ name: "prob_cluster[0]" }),
      row({
        name: "tau",
        mean: 1234.5,
        sd: 345,
        median: 1200,
        hdiLow: 800,
        hdiHigh: 1700,
        mcseMean: 4.1,
        mcseSd: 2.9,
      }),
    ];
    expect(formatSummary(rows, { divergences: 0 }).split("\n")).toEqual([
      "                    mean      sd   median  hdi 5.0%  hdi 95.0%  mcse_mean  mcse_sd  ess_bulk  ess_tail  r_hat",
      "prob_cluster[0]     1.23    0.99     1.20     -0.50       2.90      0.012   0.0087      6543      5001  1.000",
      "            tau  1235     345     1200       800       1700         4.1     2.9         6543      5001  1.000",
      "",
      "Number of divergences: 0",
    ]);
  });

  test("names the interval by its ends", () => {
    const [heading] = formatSummary([row({ hdiProb: 0.94 })]).split("\n");
    expect(heading).toContain("  hdi 3.0%  hdi 97.0%  ");
  });

  test("writes very small and very large quantities in scientific notation", () => {
    const small = {
      mean: 3.21e-12,
      sd: 2e-12,
      median: 3.2e-12,
      hdiLow: 0,
      hdiHigh: 7e-12,
      mcseMean: 4e-14,
      mcseSd: 3e-14,
    };
    expect(cells(row({ ...small, name: "s" }))).toEqual(
      "s 3.21e-12 2.00e-12 3.20e-12 0 7.00e-12 4.0e-14 3.0e-14 6543 5001 1.000".split(" "),
    );
    const large = {
      mean: 6.02214e23,
      sd: 1e22,
      median: 6.02e23,
      hdiLow: 5e23,
      hdiHigh: 7e23,
      mcseMean: 2e20,
      mcseSd: 1e20,
    };
    expect(cells(row({ ...large, name: "n" }))).toEqual(
      "n 6.022e+23 1.00e+22 6.020e+23 5.000e+23 7.000e+23 2.0e+20 1.0e+20 6543 5001 1.000".split(" "),
    );
  });

  test("writes a constant to four digits and what does not exist as nan", () => {
    const chains = Array.from({ length: 4 }, () => new Float64Array(50).fill(0.1234567));
    expect(cells(summary({ k: { shape: [], chains } })[0] as SummaryRow)).toEqual(
      "k 0.1235 0.0000 0.1235 0.1235 0.1235 0.0 nan 200 200 nan".split(" "),
    );
  });

  test("writes no negative zero", () => {
    expect(cells(row({ mean: -0.0004 }))[1]).toBe("0.00");
  });

  test("of no rows is the headings", () => {
    expect(formatSummary([])).toMatch(/^ *mean +sd/);
  });

  test("of one chain says why r_hat is missing", () => {
    const rows = summary({ x: { shape: [], chains: caseNamed("one long chain").chains } });
    expect(formatSummary(rows).split("\n")).toContain("Note: r_hat needs at least 2 chains.");
  });
});

describe("warnings", () => {
  test("are none for a good run", () => {
    expect(summaryWarnings([row({})], [0.9, 1.1, 0.31, 1])).toEqual([]);
    expect(formatSummary([row({})], { divergences: 3, findings: [] })).not.toContain("Warning");
  });

  test("name the rows whose chains have not mixed, the worst first", () => {
    const rows = [row({ name: "a", rhat: 1.011 }), row({ name: "b" }), row({ name: "c", rhat: 1.53 })];
    expect(summaryWarnings(rows)).toEqual([
      "r_hat is above 1.01 for c, a (up to 1.530): the chains have not mixed; run them longer or reparameterize.",
    ]);
  });

  test("count bulk and tail effective sizes per chain", () => {
    const rows = [
      row({ name: "a", essTail: 399 }),
      row({ name: "b", essBulk: 37.4 }),
      row({ name: "c", essBulk: 401 }),
    ];
    expect(summaryWarnings(rows)).toEqual([
      "ESS is below 100 per chain for b, a (down to 37 in all): draw more samples.",
    ]);
  });

  test("tell how many chains have a low E-BFMI", () => {
    expect(summaryWarnings([], [0.12, 0.8, 0.29, 1])).toEqual([
      "E-BFMI is below 0.3 in 2 of 4 chains (down to 0.12): the energy is explored slowly; reparameterize.",
    ]);
  });

  test("name at most five rows", () => {
    const rows = Array.from({ length: 8 }, (_, i) => row({ name: `x[${i}]`, rhat: 2 }));
    expect(summaryWarnings(rows)[0]).toContain("for x[0], x[1], x[2], x[3], x[4] and 3 more (up to 2.000)");
  });

  test("name the rows whose draws are not all finite", () => {
    const rows = summary({ x: { shape: [], chains: caseNamed("with NaN").chains } });
    expect(summaryWarnings(rows)).toEqual([
      "NaN or infinite values among the draws of x: do not trust their rows.",
    ]);
  });

  test("say an infinite R-hat of stuck chains", () => {
    const rows = summary({ x: { shape: [], chains: caseNamed("chains stuck apart").chains } });
    expect(formatSummary(rows)).toContain("Warning: r_hat is above 1.01 for x (up to Infinity)");
  });
});

/** The words of a one-row table's row. */
function cells(one: SummaryRow): string[] {
  return (formatSummary([one]).split("\n")[1] as string).trim().split(/ +/);
}
