// What a benchmark model is: a model with its argument, ready to be captured.
import type { CompileSettings } from "@nutmeg-ppl/compiler";
import type { UnconstrainedModel } from "@nutmeg-ppl/model";

export interface BenchModel {
  readonly name: string;
  /** Captures the model with its data. */
  readonly capture: () => UnconstrainedModel;
  readonly compile?: CompileSettings;
}
