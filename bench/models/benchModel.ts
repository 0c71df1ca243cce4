// What a benchmark model is: a model with its argument, ready to be captured.
import type { CompileSettings } from "@nutmeg-ppl/compiler";
import type { UnconstrainedModel } from "@nutmeg-ppl/model";

export interface BenchModel {
  readonly name: string;
  /** Makes the data, and gives what captures the model with them. */
  readonly prepare: () => () => UnconstrainedModel;
  readonly compile?: CompileSettings;
}
