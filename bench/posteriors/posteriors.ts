// The posteriors of the sampler's benchmark, in the order of its table.
import { readFileSync } from "node:fs";
import { initToValue, type Model } from "nutmeg-ppl";
import { START } from "../flagship/model.ts";
import { eightSchools } from "../models/eightSchools.ts";
import { marginalizedMixture } from "../models/marginalizedMixture.ts";
import { POSTERIORS } from "../models/posteriordb/index.ts";
import { autoregressiveGaussian, wideGaussian } from "./correlatedGaussians.ts";
import { itemResponse } from "./itemResponse.ts";
import type { Posterior } from "./posterior.ts";
import { horseshoe, logistic, radon } from "./regressions.ts";

const { model: schools, args: data } = eightSchools.prepare();
const { model: mixture, args: points } = marginalizedMixture.prepare();

export const posteriors: readonly Posterior[] = [
  radon(),
  logistic(),
  itemResponse(),
  horseshoe(),
  autoregressiveGaussian(),
  wideGaussian(),
  { name: eightSchools.name, target: schools, args: data },
  // Every chain with the same labels.
  { name: marginalizedMixture.name, target: mixture, args: points, initStrategy: initToValue(START) },
  ...POSTERIORS.map(({ name, model }) => {
    const file = new URL(`../../../test/data/posteriordb/${name}.json`, import.meta.url);
    return { name, target: model as Model<unknown>, args: JSON.parse(readFileSync(file, "utf8")).data };
  }),
];
