// The contract of an init strategy: how a chain's start is found.
import type { RandomKey } from "@nutmeg-ppl/compiler";
import type { UnconstrainedModel } from "../density/unconstrainedModel.ts";
import type { ExchangeableGroup } from "../exchange/exchangeableGroups.ts";

/** What a strategy may use besides the model. */
export interface InitContext {
  /** The compiled log density, with Jacobians. */
  readonly density: {
    readonly dimension: number;
    /** Writes the gradient at `position` into `gradient` and returns the log density there. */
    evaluate(position: Float64Array, gradient: Float64Array): number;
  };
  /** The components that could be renumbered, found when first asked for. */
  groups(): readonly ExchangeableGroup[];
  /** For what all chains of a run share; each chain has another key of its own. */
  readonly key: RandomKey;
}

/** A mode that a strategy has found. */
export interface FoundMode {
  /** The log density there, on unconstrained space. */
  readonly logDensity: number;
  /** An estimate of the log of the mode's posterior mass, up to the constant of all modes; -Infinity where there is none. */
  readonly elbo: number;
  /** How many searches ended there. */
  readonly climbs: number;
}

/** An unconstrained position for every key. */
export interface Starter {
  (key: RandomKey): Float64Array;
  /** What the strategy found on its way, the mode of the starts first. */
  readonly modes?: readonly FoundMode[];
}

/** Made once for a run of a model; gives a start for every chain. */
export type InitStrategy = (model: UnconstrainedModel, context: InitContext) => Starter | Promise<Starter>;
