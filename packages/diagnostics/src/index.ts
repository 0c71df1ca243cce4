// Public names of @nutmeg-ppl/diagnostics: convergence, effective sizes, Monte Carlo errors, summaries of draws.
export { autocorrelation } from "./autocorrelation.ts";
export { autocovariance } from "./autocovariance.ts";
export type { Chains } from "./chains.ts";
export { ebfmi } from "./ebfmi.ts";
export { elementName } from "./elementName.ts";
export { UsageError } from "./errors.ts";
export { essBulk, essMean, essQuantile, essSd, essTail } from "./ess.ts";
export { type FormatSummaryOptions, formatSummary } from "./formatSummary.ts";
export { hdi, hdi as hpdi } from "./hdi.ts";
export { mcseMean, mcseQuantile, mcseSd } from "./mcse.ts";
export { nestedRhat } from "./nestedRhat.ts";
export { quantile } from "./quantile.ts";
export { rhat, splitRhat } from "./rhat.ts";
export { type SiteDraws, type SummaryOptions, type SummaryRow, summary } from "./summary.ts";
export { summaryWarnings } from "./warnings.ts";
