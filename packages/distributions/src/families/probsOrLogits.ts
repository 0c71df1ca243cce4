// The two ways to give the chances of a discrete family, of which exactly one must be used.
import { type Numeric, UsageError } from "@nutmeg-ppl/compiler";

export type ProbsOrLogits =
  | { readonly probs: Numeric; readonly logits?: never }
  | { readonly logits: Numeric; readonly probs?: never };

/** @throws UsageError when both or neither are given */
export function probsOrLogits(family: string, given: ProbsOrLogits): Readonly<Record<string, Numeric>> {
  const { probs, logits } = (given ?? {}) as { probs?: Numeric; logits?: Numeric };
  if ((probs === undefined) === (logits === undefined)) {
    const what = probs === undefined ? "neither was given" : "both were given";
    throw new UsageError(`${family}: give either { probs } or { logits }; ${what}.`);
  }
  return (probs === undefined ? { logits } : { probs }) as Readonly<Record<string, Numeric>>;
}
