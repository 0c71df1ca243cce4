// The contract of an init strategy: how a chain's start is found.
import type { RandomKey } from "@nutmeg-ppl/compiler";
import type { UnconstrainedModel } from "../density/unconstrainedModel.ts";

/** Made once for a model; gives an unconstrained position for every key. */
export type InitStrategy = (model: UnconstrainedModel) => (key: RandomKey) => Float64Array;
