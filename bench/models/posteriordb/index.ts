// The twelve posteriors of posteriordb that Nutmeg is held to.
import { autoregression } from "./autoregression.ts";
import { eightSchools } from "./eightSchools.ts";
import { garch } from "./garch.ts";
import { gaussianProcess } from "./gaussianProcess.ts";
import { hiddenMarkov } from "./hiddenMarkov.ts";
import { earnings, kidScores, mesquite, simulated, temperatures } from "./linearRegressions.ts";
import { lotkaVolterra } from "./lotkaVolterra.ts";
import { mixture } from "./mixture.ts";
import type { Posterior } from "./posterior.ts";

export const POSTERIORS: readonly Posterior[] = [
  autoregression,
  earnings,
  eightSchools,
  garch,
  gaussianProcess,
  hiddenMarkov,
  lotkaVolterra,
  kidScores,
  temperatures,
  mixture,
  mesquite,
  simulated,
];
