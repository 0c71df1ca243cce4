// What the rows of a summary say against trusting it. The thresholds are those of Vehtari et al. (2021) and of CmdStan's
// `diagnose`.
import type { SummaryRow } from "../summary.ts";
import { type Finding, namesOf } from "./finding.ts";

export const RHAT_LIMIT = 1.01;
export const ESS_PER_CHAIN = 100;

type Check = (rows: readonly SummaryRow[]) => Finding | undefined;

const smallerEss = (row: SummaryRow): number => Math.min(row.essBulk, row.essTail);
const names = (rows: readonly SummaryRow[]): string[] => rows.map(({ name }) => name);

const notFinite: Check = (rows) => {
  const scalars = names(rows.filter((row) => !Number.isFinite(row.mean)));
  if (scalars.length === 0) return undefined;
  const what = `NaN or infinite values among the draws of ${namesOf(scalars)}`;
  return { kind: "notFinite", scalars, chains: [], what, advice: "do not trust their rows" };
};

const rhat: Check = (rows) => {
  const bad = rows.filter((row) => row.rhat > RHAT_LIMIT).sort((a, b) => b.rhat - a.rhat);
  const [worst] = bad;
  if (worst === undefined) return undefined;
  const scalars = names(bad);
  return {
    kind: "rhat",
    scalars,
    chains: [],
    what: `r_hat is above ${RHAT_LIMIT} for ${namesOf(scalars)} (up to ${worst.rhat.toFixed(3)})`,
    advice: "the chains have not mixed; run them longer or reparameterize",
  };
};

const ess: Check = (rows) => {
  const bad = rows
    .filter((row) => smallerEss(row) < ESS_PER_CHAIN * row.numChains)
    .sort((a, b) => smallerEss(a) - smallerEss(b));
  const [worst] = bad;
  if (worst === undefined) return undefined;
  const scalars = names(bad);
  return {
    kind: "ess",
    scalars,
    chains: [],
    what: `ESS is below ${ESS_PER_CHAIN} per chain for ${namesOf(scalars)} (down to ${smallerEss(worst).toFixed(0)} in all)`,
    advice: "draw more samples",
  };
};

/** In the order in which they should be read. */
const CHECKS: readonly Check[] = [notFinite, rhat, ess];

export function rowFindings(rows: readonly SummaryRow[]): Finding[] {
  return CHECKS.map((check) => check(rows)).filter((finding) => finding !== undefined);
}
