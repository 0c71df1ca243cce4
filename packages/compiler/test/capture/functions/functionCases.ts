// The cases of all families in one table, by the name of the tfjs function. Not a test.
import { elementwise } from "./elementwise.ts";
import type { FunctionCases } from "./functionCase.ts";
import { indexing } from "./indexing.ts";
import { linear } from "./linear.ts";
import { reductions } from "./reductions.ts";
import { shapes } from "./shapes.ts";

export const functionCases: FunctionCases = {
  ...elementwise,
  ...reductions,
  ...shapes,
  ...indexing,
  ...linear,
};
