// What the statistics of a sampler and the draws by chain say against trusting a run.
import { type Chains, numDraws } from "../chains.ts";
import { type DivergenceOrigin, divergenceOrigins } from "./divergenceOrigins.ts";
import { chainNames, type Finding, namesOf } from "./finding.ts";

/** What was recorded with the draws, by chain. */
export interface SamplerStatistics {
  /** Whether each draw's transition diverged. */
  readonly diverging: readonly ArrayLike<number>[];
  readonly energy: Chains;
  /** Doublings of each draw's trajectory, and how many were allowed; for NUTS. */
  readonly treeDepth?: readonly ArrayLike<number>[];
  readonly maxTreeDepth?: number;
  /** The acceptance probability that warmup aimed at; for advice. */
  readonly targetAcceptProb?: number;
}

const total = (chains: readonly ArrayLike<number>[], counts: (value: number) => boolean): number =>
  chains.reduce((sum, chain) => sum + Array.from(chain).filter(counts).length, 0);

const percent = (share: number): string => `${(100 * share).toPrecision(2)}%`;

function describe({ name, where, medianThere, median }: DivergenceOrigin): string {
  const there = `${name} is ${where}`;
  return where === "low" || where === "high"
    ? `${there} (median ${medianThere.toPrecision(3)}, ${median.toPrecision(3)} in all draws)`
    : there;
}

export function divergenceFinding(
  scalars: ReadonlyMap<string, Chains>,
  { diverging, targetAcceptProb }: SamplerStatistics,
): Finding | undefined {
  const count = total(diverging, Boolean);
  if (count === 0) return undefined;
  const draws = diverging.reduce((sum, { length }) => sum + length, 0);
  const origins = divergenceOrigins(scalars, diverging);
  const where =
    origins.length > 0 ? `; they begin where ${origins.slice(0, 3).map(describe).join(", ")}` : "";
  const raise =
    targetAcceptProb === undefined || targetAcceptProb < 0.95
      ? "raise targetAcceptProb (0.95), or reparameterize"
      : "reparameterize";
  return {
    kind: "divergences",
    scalars: origins.map(({ name }) => name),
    chains: [...diverging.keys()].filter((chain) => Array.from(diverging[chain] ?? []).some(Boolean)),
    what: `${count} of ${draws} transitions diverged (${percent(count / draws)})${where}`,
    advice: `draws may miss a region of high curvature; ${raise}`,
  };
}

export function treeDepthFinding({ treeDepth, maxTreeDepth }: SamplerStatistics): Finding | undefined {
  if (treeDepth === undefined || maxTreeDepth === undefined) return undefined;
  const count = total(treeDepth, (depth) => depth >= maxTreeDepth);
  if (count === 0) return undefined;
  const draws = treeDepth.reduce((sum, { length }) => sum + length, 0);
  return {
    kind: "treeDepth",
    scalars: [],
    chains: [],
    what: `${count} of ${draws} trajectories were cut off at the maximum tree depth, ${maxTreeDepth} (${percent(count / draws)})`,
    advice:
      "draws are right but dear; a dense or low-rank metric, other scales of the parameters, or a larger maxTreeDepth help",
  };
}

const isConstant = (chain: Float64Array): boolean => chain.every((value) => value === chain[0]);

/** Chains that stand still in some quantity that moves in others. */
export function stuckFinding(scalars: ReadonlyMap<string, Chains>): Finding | undefined {
  const stuck = new Set<number>();
  const names: string[] = [];
  for (const [name, chains] of scalars) {
    if (numDraws(chains) < 2) continue;
    const still = chains.map(isConstant);
    if (still.every((one) => one) || !still.some((one) => one)) continue;
    names.push(name);
    still.forEach((one, chain) => {
      if (one) stuck.add(chain);
    });
  }
  if (stuck.size === 0) return undefined;
  const chains = [...stuck].sort((a, b) => a - b);
  return {
    kind: "stuckChain",
    scalars: names,
    chains,
    what: `${chainNames(chains)} never moved in ${namesOf(names)}`,
    advice:
      "the step size is far too large there, or the start lies where the density is degenerate; look at its start and warmup",
  };
}

/** Quantities that never move in any chain. */
export function constantFinding(scalars: ReadonlyMap<string, Chains>): Finding | undefined {
  const names = [...scalars]
    .filter(([, chains]) => numDraws(chains) > 1 && chains.every(isConstant))
    .map(([name]) => name);
  if (names.length === 0) return undefined;
  return {
    kind: "constant",
    scalars: names,
    chains: [],
    what: `${namesOf(names)} never moved in any chain`,
    advice: "fine for quantities that the model fixes; otherwise the chains did not sample them",
  };
}
