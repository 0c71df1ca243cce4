// The flagship mixture as a benchmark model among others.
import { unconstrainedModel } from "@nutmeg-ppl/model";
import { K, mixture, points } from "../flagship/model.ts";
import type { BenchModel } from "./benchModel.ts";

export const marginalizedMixture: BenchModel = {
  name: "marginalized mixture N=2500 K=3",
  prepare: () => {
    const x = points();
    return () => unconstrainedModel(mixture, { k: K, x });
  },
};
