// What a benchmark model is: a model with its argument, ready to be captured or sampled.
import type { CompileSettings } from "@nutmeg-ppl/compiler";
import {
  type Model,
  type ModelArguments,
  type UnconstrainedModel,
  unconstrainedModel,
} from "@nutmeg-ppl/model";

/** A model and its argument. */
export interface Prepared {
  readonly model: Model<unknown>;
  readonly args: unknown;
  readonly capture: () => UnconstrainedModel;
}

export function prepared<A>(model: Model<A>, args: ModelArguments<A>): Prepared {
  return { model: model as Model<unknown>, args, capture: () => unconstrainedModel(model, args) };
}

export interface BenchModel {
  readonly name: string;
  /** Makes the data. */
  readonly prepare: () => Prepared;
  readonly compile?: CompileSettings;
}
