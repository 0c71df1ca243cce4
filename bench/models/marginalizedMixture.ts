// The flagship mixture as a benchmark model among others, at any length.
import { K, mixture, points } from "../flagship/model.ts";
import { type BenchModel, prepared } from "./benchModel.ts";

export function mixtureOf(n: number): BenchModel {
  return {
    name: `marginalized mixture N=${n} K=${K}`,
    prepare: () => {
      const x = points(n);
      return prepared(mixture, { k: K, x });
    },
  };
}

export const marginalizedMixture = mixtureOf(2500);
