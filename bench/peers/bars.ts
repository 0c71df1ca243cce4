// What is compared with NumPyro: of each benchmark model its twin in models.py, and the bars that it must clear, if any.
import { OF_HAND_WRITTEN } from "../flagship/yardstick.ts";
import type { ModelKey } from "../models/models.ts";

export interface Entry {
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

export const ENTRIES: Readonly<Record<ModelKey, Entry>> = {
  marginalizedMixture: { peer: "mixture", ofPeer: 1 / 2, ofHandWritten: OF_HAND_WRITTEN },
  logisticSmall: { peer: "logistic", ofPeer: 0.8 },
  logisticCovertype: { peer: "logistic", ofPeer: 0.8 },
  radon: { peer: "radon", ofPeer: 1 },
  radonRows: { peer: "radon" },
  eightSchools: { peer: "eight_schools", microseconds: 1 },
  studentT: { peer: "student_t", ofPeer: 1 / 2 },
  poisson: { peer: "poisson", ofPeer: 1 / 2 },
  // JAX 0.10.2's betaln(1, 9) is off by 6e-7 in float64; scipy.stats.nbinom.logpmf gives Nutmeg's sum to 1e-15.
  negativeBinomial: { peer: "negative_binomial", ofPeer: 1 / 2, tolerance: 2e-7 },
  gaussianProcess: { peer: "gaussian_process", ofPeer: 1 },
  hiddenMarkov: { peer: "hidden_markov", ofPeer: 1 / 2 },
  garch: { peer: "garch", ofPeer: 1 / 2 },
  gaussian: { peer: "gaussian", microseconds: 1 },
  gaussianRows: { peer: "gaussian" },
};
