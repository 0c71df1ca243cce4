// The benchmark models, in the order of the tables.
import type { BenchModel } from "./benchModel.ts";
import { eightSchools } from "./eightSchools.ts";
import { garch } from "./garch.ts";
import { gaussianProcess } from "./gaussianProcess.ts";
import { hiddenMarkov } from "./hiddenMarkov.ts";
import { poisson, radon, radonRows } from "./hierarchies.ts";
import { marginalizedMixture } from "./marginalizedMixture.ts";
import { negativeBinomial } from "./negativeBinomial.ts";
import { gaussian, gaussianRows, logisticCovertype, logisticSmall, studentT } from "./regressions.ts";

export const MODELS: readonly BenchModel[] = [
  marginalizedMixture,
  eightSchools,
  radon,
  radonRows,
  logisticSmall,
  logisticCovertype,
  studentT,
  poisson,
  negativeBinomial,
  gaussian,
  gaussianRows,
  gaussianProcess,
  hiddenMarkov,
  garch,
];
