// Four linear regressions: earnings, children's scores, mesquite bushes, simulated data; and one on raw years.
import { type Distribution, HalfCauchy, HalfNormal, Normal, sample, tf } from "nutmeg-ppl";
import { flatPositive, flatReals } from "./flat.ts";
import type { Posterior } from "./posterior.ts";

/** The rows of predictors, a column of ones first. */
function design(...columns: tf.Tensor[]): tf.Tensor {
  return tf.stack([tf.onesLike(columns[0] as tf.Tensor), ...columns], 1);
}

function regression(x: tf.Tensor, y: tf.Tensor, beta: Distribution, sigma: Distribution): void {
  const b = sample("beta", beta);
  const mean = tf.squeeze(tf.matMul(x as tf.Tensor2D, tf.expandDims(b, 1) as tf.Tensor2D), [1]);
  sample("y", new Normal(mean, sample("sigma", sigma)), { obs: y });
}

type Columns<N extends string> = Readonly<Record<N, tf.Tensor1D>>;

export const earnings: Posterior = {
  name: "earnings-logearn_interaction",
  model: ({ earn, height, male }: Columns<"earn" | "height" | "male">) =>
    regression(design(height, male, height.mul(male)), tf.log(earn), flatReals(4), flatPositive()),
};

type Children = Columns<"kid_score" | "mom_hs" | "mom_iq">;

export const kidScores: Posterior = {
  name: "kidiq-kidscore_interaction",
  model: ({ kid_score, mom_hs, mom_iq }: Children) =>
    regression(design(mom_hs, mom_iq, mom_hs.mul(mom_iq)), kid_score, flatReals(4), new HalfCauchy(2.5)),
};

type Bushes = Columns<"weight" | "diam1" | "diam2" | "canopy_height" | "total_height" | "density" | "group">;

export const mesquite: Posterior = {
  name: "mesquite-logmesquite_logvas",
  model: ({ weight, diam1, diam2, canopy_height, total_height, density, group }: Bushes) => {
    const area = diam1.mul(diam2);
    const columns = [area.mul(canopy_height), area, diam1.div(diam2), total_height, density].map(tf.log);
    regression(design(...columns, group), tf.log(weight), flatReals(7), flatPositive());
  },
};

export const simulated: Posterior = {
  name: "sblrc-blr",
  model: ({ X, y, D }: { X: tf.Tensor2D; y: tf.Tensor1D; D: number }) =>
    regression(X, y, new Normal(tf.zeros([D]), 10).toEvent(1), new HalfNormal(10)),
};

interface Temperatures extends Columns<"x" | "y"> {
  readonly pmualpha: number;
  readonly psalpha: number;
  readonly pmubeta: number;
  readonly psbeta: number;
}

export const temperatures: Posterior = {
  name: "kilpisjarvi_mod-kilpisjarvi",
  model: ({ x, y, pmualpha, psalpha, pmubeta, psbeta }: Temperatures) => {
    const alpha = sample("alpha", new Normal(pmualpha, psalpha));
    const beta = sample("beta", new Normal(pmubeta, psbeta));
    sample("y", new Normal(alpha.add(beta.mul(x)), sample("sigma", flatPositive())), { obs: y });
  },
};
