// GARCH(1,1), flat where it is stationary: the bound of one parameter depends on another.
import { constraints, ImproperUniform, Normal, sample, scan, tf, Uniform } from "nutmeg-ppl";
import { flatPositive } from "./flat.ts";
import type { Posterior } from "./posterior.ts";

interface Data {
  readonly T: number;
  readonly y: tf.Tensor1D;
  readonly sigma1: number;
}

function model({ T, y, sigma1 }: Data): void {
  const mu = sample("mu", new ImproperUniform(constraints.real));
  const alpha0 = sample("alpha0", flatPositive());
  const alpha1 = sample("alpha1", new Uniform(0, 1));
  const beta1 = sample("beta1", new ImproperUniform(constraints.interval(0, tf.sub(1, alpha1))));
  const [, later] = scan(
    (variance: tf.Tensor, last: tf.Tensor) => {
      const next = alpha0.add(alpha1.mul(tf.square(last.sub(mu)))).add(beta1.mul(variance));
      return [next, next];
    },
    sigma1 ** 2,
    tf.slice(y, 0, T - 1) as tf.Tensor,
  );
  sample("y", new Normal(mu, tf.sqrt(tf.concat([tf.fill([1], sigma1 ** 2), later]))), { obs: y });
}

export const garch: Posterior = { name: "garch-garch11", model };
