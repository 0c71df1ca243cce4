// What a posterior of posteriordb is here: its name there and its model with the public API. Its data and the moments of its
// reference draws are files of that name (test/data/posteriordb), whose `source` and `model` say where they come from.
import type { Model } from "nutmeg-ppl";

export interface Posterior {
  readonly name: string;
  /** The model's argument is the file's `data`: numbers, and tensors where the file has arrays. */
  readonly model: Model<never>;
  /** 0.8, as everywhere, where it is not given. */
  readonly targetAcceptProb?: number;
}
