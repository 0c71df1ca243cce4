// The summary of all draws of a run: one row per scalar. Data only; formatSummary.ts makes the table.
import { argsort, inOrder } from "./argsort.ts";
import { type Chains, isDiagnosable, numDraws, pool } from "./chains.ts";
import { effectiveSampleSize } from "./effectiveSampleSize.ts";
import { elementName, sizeOf } from "./elementName.ts";
import { UsageError } from "./errors.ts";
import { essTailOfSorted } from "./ess.ts";
import { hdiOfSorted } from "./hdi.ts";
import { mcseMean, mcseSd } from "./mcse.ts";
import { mean, variance } from "./moments.ts";
import { medianOfSorted } from "./quantile.ts";
import { rankNormalize } from "./rankNormalize.ts";
import { rhatOfRanks } from "./rhat.ts";
import { type SiteDraws, scalarChains } from "./scalars.ts";
import { splitChains } from "./splitChains.ts";

/** The posterior of one scalar. `mean` to `mcseSd` are in its own unit, the effective sizes in draws. */
export interface SummaryRow {
  /** The site's name, with the index for an array: `loc[0]`, `covariance[1,2]`. */
  readonly name: string;
  readonly mean: number;
  /** Sample standard deviation (divisor S - 1). */
  readonly sd: number;
  readonly median: number;
  readonly hdiLow: number;
  readonly hdiHigh: number;
  readonly mcseMean: number;
  readonly mcseSd: number;
  readonly essBulk: number;
  readonly essTail: number;
  /** Rank-normalized split R-hat; NaN for one chain. */
  readonly rhat: number;
  /** The probability held by the interval from `hdiLow` to `hdiHigh`. */
  readonly hdiProb: number;
  readonly numChains: number;
}

export interface SummaryOptions {
  /** Probability of the highest density interval, strictly between 0 and 1; 0.9 if not given. */
  readonly prob?: number;
}

/**
 * One row per scalar of every site, sites in the order of `draws`, indices row-major. With fewer than 4 draws a
 * chain, or a NaN among a scalar's draws, its diagnostics are NaN. Throws a UsageError that names the site when
 * it has no draws, its chains differ in length, or their length does not fit the shape.
 */
export function summary(
  draws: Readonly<Record<string, SiteDraws>>,
  options: SummaryOptions = {},
): SummaryRow[] {
  const { prob = 0.9 } = options;
  return Object.entries(draws).flatMap(([site, siteDraws]) => {
    checkSite(site, siteDraws);
    const size = sizeOf(siteDraws.shape);
    return Array.from({ length: size }, (_, index) =>
      summarizeScalar(
        elementName(site, siteDraws.shape, index),
        scalarChains(siteDraws.chains, size, index),
        prob,
      ),
    );
  });
}

/** Sorts once for all statistics of ranks, where the functions of single diagnostics each sort anew. */
function summarizeScalar(name: string, chains: Chains, prob: number): SummaryRow {
  const pooled = pool(chains);
  const order = argsort(pooled);
  const sorted = inOrder(pooled, order);
  const center = mean(pooled);
  const [hdiLow, hdiHigh] = hdiOfSorted(sorted, prob);
  return {
    name,
    mean: center,
    sd: Math.sqrt(variance(pooled, center)),
    median: medianOfSorted(sorted),
    hdiLow,
    hdiHigh,
    mcseMean: mcseMean(chains),
    mcseSd: mcseSd(chains),
    ...convergence(chains, order, sorted),
    hdiProb: prob,
    numChains: chains.length,
  };
}

function convergence(
  chains: Chains,
  order: Uint32Array,
  sorted: Float64Array,
): Pick<SummaryRow, "essBulk" | "essTail" | "rhat"> {
  if (!isDiagnosable(chains)) return { essBulk: Number.NaN, essTail: Number.NaN, rhat: Number.NaN };
  const split = splitChains(chains);
  // Halves of an odd number of draws leave out the middle ones, whose order is another.
  const splitOrder = numDraws(chains) % 2 === 0 ? order : argsort(pool(split));
  const ranks = rankNormalize(split, splitOrder);
  return {
    essBulk: effectiveSampleSize(ranks),
    essTail: essTailOfSorted(chains, sorted),
    rhat: chains.length < 2 ? Number.NaN : rhatOfRanks(ranks, split, splitOrder),
  };
}

function checkSite(site: string, { shape, chains }: SiteDraws): void {
  const size = sizeOf(shape);
  const lengths = chains.map((chain) => chain.length);
  const length = lengths[0];
  const where = `summary: site "${site}" of shape [${shape.join(",")}]`;
  if (length === undefined) throw new UsageError(`${where} has no chains: pass one Float64Array per chain.`);
  if (lengths.some((other) => other !== length)) {
    throw new UsageError(
      `${where} has chains of unequal length (${lengths.join(", ")} numbers): pass equally many draws per chain.`,
    );
  }
  if (size > 0 && (length === 0 || length % size !== 0)) {
    throw new UsageError(
      `${where} has ${length} numbers a chain, which is not a positive multiple of ${size}: ` +
        "pass the draws one after another, each row-major.",
    );
  }
}
