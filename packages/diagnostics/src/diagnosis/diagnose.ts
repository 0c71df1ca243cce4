// All that is checked after a run: what CmdStan's `diagnose` and ArviZ check, each finding with advice, as data and text.
import type { Chains } from "../chains.ts";
import { ebfmi } from "../ebfmi.ts";
import { type SiteDraws, scalarsOf } from "../scalars.ts";
import { type SummaryRow, summary } from "../summary.ts";
import { EBFMI_LIMIT, energyFinding } from "./energyFinding.ts";
import { type Finding, sentence } from "./finding.ts";
import { ESS_PER_CHAIN, RHAT_LIMIT, rowFindings } from "./rowFindings.ts";
import {
  constantFinding,
  divergenceFinding,
  type SamplerStatistics,
  stuckFinding,
  treeDepthFinding,
} from "./samplerFindings.ts";

export interface Diagnosis {
  /** Worst first; none when nothing speaks against the draws. */
  readonly findings: readonly Finding[];
  /** The findings as text, a line each; or what was checked. */
  readonly text: string;
}

/** Rank diagnostics do not exist for what never moves, which has findings of its own. */
function movingRows(rows: readonly SummaryRow[], constant: Finding | undefined): readonly SummaryRow[] {
  const still = new Set(constant?.scalars);
  return rows.filter(({ name }) => !still.has(name));
}

function textOf(findings: readonly Finding[], chains: number): string {
  if (findings.length > 0) return findings.map((finding) => `Warning: ${sentence(finding)}`).join("\n");
  const mixing = chains > 1 ? `r_hat below ${RHAT_LIMIT}, ` : "";
  const alone = chains > 1 ? "" : " One chain alone cannot show whether it missed something: run several.";
  return (
    `No divergences, no trajectory cut off, E-BFMI above ${EBFMI_LIMIT}, ${mixing}` +
    `ESS above ${ESS_PER_CHAIN} per chain everywhere.${alone}`
  );
}

/**
 * Checks a run.
 * @param draws the draws of every site
 * @param rows their summary, if it is at hand
 * @throws UsageError when chains differ in length, or do not fit their shapes.
 */
export function diagnose(
  draws: Readonly<Record<string, SiteDraws>>,
  statistics: SamplerStatistics,
  rows: readonly SummaryRow[] = summary(draws),
): Diagnosis {
  const scalars: ReadonlyMap<string, Chains> = scalarsOf(draws);
  const constant = constantFinding(scalars);
  const findings = [
    divergenceFinding(scalars, statistics),
    stuckFinding(scalars),
    ...rowFindings(movingRows(rows, constant)),
    energyFinding(ebfmi(statistics.energy)),
    treeDepthFinding(statistics),
    constant,
  ].filter((finding) => finding !== undefined);
  return { findings, text: textOf(findings, statistics.energy.length) };
}
