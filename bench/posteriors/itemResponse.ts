// The two-parameter logistic model of item response theory: 20 items, 100 people.
import { Bernoulli, HalfCauchy, LogNormal, Normal, plate, sample, tf } from "nutmeg-ppl";
import { prepared } from "../models/benchModel.ts";
import { fill, numbers } from "../models/randomNumbers.ts";
import type { Posterior } from "./posterior.ts";

const ITEMS = 20;
const PEOPLE = 100;

/** As in Stan's example model irt_2pl: hierarchical difficulties and discriminations. */
function model({ y }: { y: tf.Tensor2D }): void {
  const spread = sample("spread_of_discriminations", new HalfCauchy(2));
  const mean = sample("mean_difficulty", new Normal(0, 5));
  const sd = sample("sd_of_difficulties", new HalfCauchy(2));
  const ability = plate("people", PEOPLE, () => sample("ability", new Normal(0, 1)));
  const [discrimination, difficulty] = plate("items", ITEMS, () => [
    sample("discrimination", new LogNormal(0, spread)),
    sample("difficulty", new Normal(mean, sd)),
  ]);
  const gap = tf.sub(tf.reshape(ability, [1, PEOPLE]), tf.reshape(difficulty, [ITEMS, 1]));
  const logits = tf.mul(tf.reshape(discrimination, [ITEMS, 1]), gap);
  sample("y", new Bernoulli({ logits }).toEvent(2), { obs: y });
}

export function itemResponse(): Posterior {
  const { normal, uniform } = numbers(11);
  const abilities = fill(PEOPLE, normal);
  const items = Array.from({ length: ITEMS }, () => ({ a: Math.exp(0.4 * normal()), b: 0.3 + normal() }));
  const y = items.flatMap(({ a, b }) =>
    [...abilities].map((ability) => Number(uniform() < 1 / (1 + Math.exp(-a * (ability - b))))),
  );
  const { model: target, args } = prepared(model, { y: tf.tensor2d(y, [ITEMS, PEOPLE], "int32") });
  return { name: `IRT 2PL ${ITEMS} x ${PEOPLE}`, target, args };
}
