// The flagship mixture as a benchmark model among others, at any length.
import { unconstrainedModel } from "@nutmeg-ppl/model";
import { K, mixture, points } from "../flagship/model.ts";
import type { BenchModel } from "./benchModel.ts";

export function mixtureOf(n: number): BenchModel {
  return {
    name: `marginalized mixture N=${n} K=${K}`,
    prepare: () => {
      const x = points(n);
      return () => unconstrainedModel(mixture, { k: K, x });
    },
  };
}

export const marginalizedMixture = mixtureOf(2500);
