// What a family tells the law suite about itself.
import type { Numeric } from "@nutmeg-ppl/compiler";
import type { Distribution } from "@nutmeg-ppl/distributions";
import type { Reference } from "../readReference.ts";

/** Parameters by name. A row reads those that it needs. */
export type Parameters = Readonly<Record<string, Numeric>>;

/** A batch of distributions, with the shapes that it must have. */
export interface BatchRow {
  readonly parameters: Parameters;
  readonly batchShape: readonly number[];
  readonly eventShape: readonly number[];
}

/** Parameters or values that must be refused, and what the message must say. */
export interface InvalidRow {
  readonly parameters?: Parameters;
  readonly value?: Numeric;
  readonly message: RegExp;
}

export interface DistributionRow {
  readonly family: string;
  readonly create: (parameters: Parameters) => Distribution;
  readonly reference: Reference;
  readonly batch: BatchRow;
  /** Values where the density of the first case is 0. */
  readonly outside?: readonly Numeric[];
  /** With `parameters`: refused by the constructor. With `value`: refused by validateSample of the first case. */
  readonly invalid: readonly InvalidRow[];
  /** Which cases the sampler is tested on; all of them when absent. A case whose draws round to one value is left out. */
  readonly sampled?: readonly number[];
  /** Symmetric matrices among the parameters: their gradient counts summed with its transpose. */
  readonly symmetric?: readonly string[];
  /** Names that finite differences cannot move without leaving the set where the density is defined. */
  readonly fixed?: readonly string[];
  /** Relative error that gradients may have; 1e-9 unless said otherwise, with a reason beside it. */
  readonly gradientTolerance?: number;
}
