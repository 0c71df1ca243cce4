// One thing that speaks against trusting a run: what was seen, where, and what to do about it.

export type FindingKind =
  | "notFinite"
  | "constant"
  | "rhat"
  | "ess"
  | "ebfmi"
  | "divergences"
  | "treeDepth"
  | "stuckChain";

export interface Finding {
  readonly kind: FindingKind;
  /** The scalars that it concerns, worst first; empty when it concerns whole chains. */
  readonly scalars: readonly string[];
  /** The chains that it concerns, from 0; empty when it concerns all. */
  readonly chains: readonly number[];
  /** What was seen, without a full stop. */
  readonly what: string;
  /** What it means and what helps, without a full stop. */
  readonly advice: string;
}

/** A finding as one sentence. */
export function sentence({ what, advice }: Finding): string {
  return `${what}: ${advice}.`;
}

/** At most five names, and how many more there are. */
export function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(", ");
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}

/** Chains as people count them: from 1. */
export function chainNames(chains: readonly number[]): string {
  const numbers = chains.map((chain) => chain + 1).join(", ");
  return chains.length === 1 ? `chain ${numbers}` : `chains ${numbers}`;
}
