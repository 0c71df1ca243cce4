// The benchmark models, in the order of the tables, and the choice of some of them by words of the command line.
import type { BenchModel } from "./benchModel.ts";
import { eightSchools } from "./eightSchools.ts";
import { garch } from "./garch.ts";
import { gaussianProcess } from "./gaussianProcess.ts";
import { hiddenMarkov } from "./hiddenMarkov.ts";
import { poisson, radon, radonRows } from "./hierarchies.ts";
import { marginalizedMixture } from "./marginalizedMixture.ts";
import { negativeBinomial } from "./negativeBinomial.ts";
import { gaussian, gaussianRows, logisticCovertype, logisticSmall, studentT } from "./regressions.ts";

export const MODELS = {
  marginalizedMixture,
  logisticSmall,
  logisticCovertype,
  radon,
  radonRows,
  eightSchools,
  studentT,
  poisson,
  negativeBinomial,
  gaussianProcess,
  hiddenMarkov,
  garch,
  gaussian,
  gaussianRows,
} satisfies Record<string, BenchModel>;

export type ModelKey = keyof typeof MODELS;

/** The models whose names contain one of the words, or all without words. @throws Error with the names when none does. */
export function chosenModels(words: readonly string[]): (readonly [ModelKey, BenchModel])[] {
  const all = Object.entries(MODELS) as [ModelKey, BenchModel][];
  const chosen = all.filter(
    ([, { name }]) => words.length === 0 || words.some((word) => name.includes(word)),
  );
  if (chosen.length > 0) return chosen;
  const names = all.map(([, { name }]) => `\n  ${name}`).join("");
  throw new Error(
    `No benchmark model has ${words.map((word) => `"${word}"`).join(" or ")} in its name:${names}`,
  );
}
