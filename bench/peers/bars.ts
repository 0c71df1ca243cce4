// What is compared with NumPyro: each benchmark model, its twin in models.py, and the bars that it must clear, if any.
import type { BenchModel } from "../models/benchModel.ts";
import { eightSchools } from "../models/eightSchools.ts";
import { garch } from "../models/garch.ts";
import { gaussianProcess } from "../models/gaussianProcess.ts";
import { hiddenMarkov } from "../models/hiddenMarkov.ts";
import { poisson, radon, radonRows } from "../models/hierarchies.ts";
import { marginalizedMixture } from "../models/marginalizedMixture.ts";
import { negativeBinomial } from "../models/negativeBinomial.ts";
import { gaussian, gaussianRows, logisticCovertype, logisticSmall, studentT } from "../models/regressions.ts";

export interface Entry {
  readonly model: BenchModel;
  /** The function of models.py that is the same model. */
  readonly peer: string;
  /** At most this part of NumPyro's time in a tight loop. */
  readonly ofPeer?: number;
  /** At most this part of the hand-written scalar loop's time. */
  readonly ofHandWritten?: number;
  readonly microseconds?: number;
  /** How far the two may be apart, where NumPyro is known to be less exact than 1e-9. */
  readonly tolerance?: number;
}

/** The bar that the ratios of all entries with bars must clear in geometric mean: 2.5 times as fast as NumPyro. */
export const MEAN_OF_PEER = 0.4;

export const ENTRIES: readonly Entry[] = [
  { model: marginalizedMixture, peer: "mixture", ofPeer: 1 / 2, ofHandWritten: 1 / 3 },
  { model: logisticSmall, peer: "logistic", ofPeer: 0.8 },
  { model: logisticCovertype, peer: "logistic", ofPeer: 0.8 },
  { model: radon, peer: "radon", ofPeer: 1 },
  { model: radonRows, peer: "radon" },
  { model: eightSchools, peer: "eight_schools", microseconds: 1 },
  { model: studentT, peer: "student_t", ofPeer: 1 / 2 },
  { model: poisson, peer: "poisson", ofPeer: 1 / 2 },
  // JAX 0.10.2's betaln(1, 9) is off by 6e-7 in float64; scipy.stats.nbinom.logpmf gives Nutmeg's sum to 1e-15.
  { model: negativeBinomial, peer: "negative_binomial", ofPeer: 1 / 2, tolerance: 2e-7 },
  { model: gaussianProcess, peer: "gaussian_process", ofPeer: 1 },
  { model: hiddenMarkov, peer: "hidden_markov", ofPeer: 1 / 2 },
  { model: garch, peer: "garch", ofPeer: 1 / 2 },
  { model: gaussian, peer: "gaussian", microseconds: 1 },
  { model: gaussianRows, peer: "gaussian" },
];
